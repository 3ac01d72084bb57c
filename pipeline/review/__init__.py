"""The review page: see what was read beside where it was read, and correct it. Served to this machine alone."""
