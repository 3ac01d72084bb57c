"""``python -m flows.leash COMMAND…``: runs a command as long as its own standard input is open.

Whoever started it holds the other end: however that process ends, killed even, the command ends too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

STOP_LIMIT = 10.0  # seconds


def main() -> int:
    """The command's exit code, 0 when it was told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for who holds the leash
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_hold, args=(process,), daemon=True).start()
    return max(process.wait(), 0)


def _hold(process: subprocess.Popen) -> None:
    while os.read(0, 1024):
        pass
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_LIMIT)
    process.kill()


if __name__ == "__main__":
    sys.exit(main())
