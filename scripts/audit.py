"""Known flaws of what the project depends on: ``python scripts/audit.py``, or ``make audit``.

``pip-audit`` asks a public service about each line of requirements.lock. Without it, or without the network, the audit
is skipped with its reason and exit code 0: the advisories are not ours to copy, and a stale copy would reassure wrongly.
Exit code 1 only when a flaw is known.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
FLAWS = ("found", "vulnerabilit")  # how pip-audit begins its findings
SECONDS = 300


def audit() -> tuple[int, str]:
    """The exit code and the sentence to print."""
    if importlib.util.find_spec("pip_audit") is None:
        return 0, "Audit sauté : pip-audit n'est pas installé (pip install pip-audit)."
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(LOCK),
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner=off",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return 0, f"Audit sauté : pas de réponse du service d'avis en {SECONDS} s."
    said = (done.stdout + done.stderr).strip()
    if done.returncode == 0:
        return 0, "Audit : aucune faille connue dans requirements.lock."
    if all(word in said.lower() for word in FLAWS):
        return 1, said
    return (
        0,
        f"Audit sauté : le service d'avis ne répond pas ({said.splitlines()[-1][:200] if said else 'sans message'}).",
    )


if __name__ == "__main__":
    code, sentence = audit()
    print(sentence)
    sys.exit(code)
