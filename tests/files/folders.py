"""Folders with the files of a project."""

from __future__ import annotations

from pathlib import Path

REQ = "---\nid: REQ-001\ntitle: Split\nstatus: draft\n---\nThe system shall split.\n"


def write(folder: Path, texts: dict[str, str]) -> Path:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
