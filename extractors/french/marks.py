"""Signs put under a year, or in a box, to say that it counts."""

from __future__ import annotations

MARKS = "×✓✔✕✖✗✘☑☒■▪●•◼█"  # for a class of characters; the letters x and X are marks too, where nothing else is printed
