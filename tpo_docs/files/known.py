"""A file of known findings: its keys, and what in it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.config import Configuration
from tpo_docs.model import Unread

KNOWN_LINE = "`TPO201 STY-001 realizes REQ-004`"
"""What a line of a file of known findings looks like."""
_KEY = re.compile(r"TPO\d{3}(?: .*)?").fullmatch


def read_known(data: bytes) -> frozenset[str]:
    """The keys in a file of known findings: one on each line, `#` starts a comment."""
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def no_finding(data: bytes) -> tuple[int, str] | None:
    """Number and text of the first line in a file of known findings that is none; None where all are."""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        text = line.strip()
        if text and not text.startswith("#") and not _KEY(text):
            return number, "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:40])
    return None


def known_problems(path: str, data: bytes | str, configuration: Configuration) -> Iterator[Unread]:
    """That the file, or what stands for it, cannot be read, or holds a line that is no finding."""
    if isinstance(data, str):
        line, column = configuration.rules.places.get("known", (1, 1))
        reason = f"the file of known findings, {path}, cannot be read: {data}"
        mend = f"write it by `tpo-docs check --write-known {path}`"
        yield Unread(configuration.path, line, column, reason, "configuration", mend=mend)
    elif (wrong := no_finding(data)) is not None:
        reason = f"'{wrong[1]}' is no known finding"
        yield Unread(path, wrong[0], 1, reason, "configuration", mend=f"write it as {KNOWN_LINE}, or take it out")
