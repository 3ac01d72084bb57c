"""Planothèque beside other readers, as plans grow, and the start-up of its commands: ``python -m benchmarks.peers``."""
