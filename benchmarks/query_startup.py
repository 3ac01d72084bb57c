"""How long the quick commands take beside an empty Python: ``python benchmarks/query_startup.py [HOME]``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 7


def seconds(argv: list[str]) -> float:
    """Median wall time of a command, in seconds."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *argv], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main() -> None:
    home = sys.argv[1] if len(sys.argv) > 1 else "data"
    commands = {
        "python -c pass": ["-c", "pass"],
        "import duckdb": ["-c", "import duckdb"],
        "--help": ["-m", "pipeline", "--help"],
        "query": ["-m", "pipeline", "--home", home, "query", "select count(*) from actions"],
        "status": ["-m", "pipeline", "--home", home, "status"],
    }
    for name, argv in commands.items():
        print(f"{name:16} {1000 * seconds(argv):6.0f} ms")


if __name__ == "__main__":
    main()
