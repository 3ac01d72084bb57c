"""``python -m pipeline`` is ``planotheque``."""

import sys

from pipeline.cli import main

if __name__ == "__main__":  # child processes import this module too
    sys.exit(main())
