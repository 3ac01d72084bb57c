"""Everything that looks at one PDF: reading, layout, French rules, field readers.

Nothing here knows of the database, of Prefect, of the data folder or of another document.
"""
