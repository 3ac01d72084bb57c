"""The drop folder: files settle, are claimed, read, and filed away with their outcome."""
