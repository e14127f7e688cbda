"""Markers in source code: `tpo: implements SPEC-021`, and the tags of OpenFastTrace, `[impl->dsn~name~1]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tpo_docs.model import Marker

WORDS = ("tpo: implements", "tpo: verifies")
"""What stands before the ids, where the configuration says nothing else. The last word is what the code claims."""
_ID = r"[A-Za-z][\w-]*(?:\.[\w-]*\w)*(?:/\w+)?"
_TAG = re.compile(
    r"\[\s*([a-z]+)(?:~[\w.-]*~\d*)?\s*->\s*([\w.-]+~[\w.-]+~\d+)(?:\s*>>\s*[\w, ]+)?\s*\]", re.IGNORECASE | re.ASCII
)
_TESTS = ("utest", "itest", "stest", "test")
GREP_TAG = r"\[[A-Za-z]+(~[^]]*)?[[:space:]]*->[[:space:]]*[A-Za-z]+~"
"""Finds lines with a tag of OpenFastTrace, as an extended expression of POSIX."""
_MOST = 2000


def grep_pattern(words: str) -> str:
    """Finds lines with these words, as an extended expression of POSIX."""
    return r"[[:space:]]+".join(re.sub(r"([][\\.^$*+?(){}|])", r"\\\1", part) for part in words.split())


def read(path: str, number: int, line: str, words: Iterable[str]) -> Iterator[Marker]:
    """The markers on a line."""
    text = line[:_MOST]
    for match in _expression(tuple(words)).finditer(text):
        role = match[1].split()[-1].strip(":").casefold()
        for name in re.finditer(_ID, match[2]):
            yield Marker(path, number, match.start(2) + name.start() + 1, role, name[0])
    for match in _TAG.finditer(text):
        role = "verifies" if match[1].casefold() in _TESTS else "implements"
        yield Marker(path, number, match.start(2) + 1, role, match[2])


@lru_cache(maxsize=8)
def _expression(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(r"\s+".join(map(re.escape, one.split())) for one in words if one.strip()) or "(?!)"
    return re.compile(rf"({alternatives})\s*[:=]?\s*\[?({_ID}(?:\s*,\s*{_ID})*)", re.ASCII)
