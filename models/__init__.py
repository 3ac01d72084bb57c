"""The nouns of planothèque: geometry, pages, text with places, segments, readings, records, errors.

This room does no I/O and imports nothing heavier than pydantic.
"""
