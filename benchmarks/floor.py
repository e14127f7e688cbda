"""The floor of a check: reading all files and parsing their front matter with PyYAML's C loader, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml


def main(folder: str) -> None:
    """Reads and parses, and prints how many."""
    count = 0
    for path in sorted(Path(folder).rglob("*.md")):
        text = path.read_bytes().decode()
        if text.startswith("---\n"):
            yaml.load(text[4 : text.index("\n---\n", 3) + 1], yaml.CSafeLoader)
            count += 1
    print(count)


if __name__ == "__main__":
    main(sys.argv[1])
