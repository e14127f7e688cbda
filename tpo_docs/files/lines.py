"""Lines of JSON that vouch for themselves, for what is kept between runs.

Each line begins with a checksum of its text, keyed with what the text is only true for. A line that is damaged, cut
off, or of another program or project does not fit its checksum and is as good as absent; all others still count.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = 32
"""Bytes of a line's checksum."""
_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def sealed(value: Any, key: bytes = b"") -> bytes:
    """A value as a line. `key` has at most 64 bytes."""
    text = _to_json(value).encode("utf-8", "surrogatepass")
    return mark(text, key).encode() + b" " + text + b"\n"


def mark(data: bytes | memoryview, key: bytes = b"") -> str:
    """The checksum of some bytes: 32 hexadecimal digits."""
    return blake2b(data, digest_size=MARK // 2, key=key).hexdigest()


def holds(line: bytes, key: bytes = b"") -> bool:
    """Whether a line is whole and true for that key."""
    return line[MARK : MARK + 1] == b" " and mark(memoryview(line)[MARK + 1 :], key).encode() == line[:MARK]


def seal_of(line: bytes) -> str:
    """The checksum that a line begins with."""
    return line[:MARK].decode("ascii", "replace")


def first(line: bytes) -> str:
    """The text with which the list in a line begins, as long as it is written plainly; else some other text."""
    start = MARK + 3
    return line[start : line.find(b'",', start)].decode("utf-8", "replace")


def last_of(data: bytes, text: str) -> bytes:
    """The last line of a list that begins with that text, whether it holds or not; empty where there is none."""
    at = data.rfind(b" [" + _to_json(text).encode("utf-8", "surrogatepass") + b",")
    if at < MARK:
        return b""
    end = data.find(b"\n", at)
    return data[at - MARK : end if end >= 0 else len(data)]


def opened(line: bytes) -> Any:
    """The value of a line that holds."""
    return json.loads(line[MARK + 1 :])


def opened_all(lines: Iterable[bytes]) -> list[Any]:
    """The values of lines that hold, many times faster than one by one."""
    values: list[Any] = json.loads(b"[" + b",".join([line[MARK + 1 :] for line in lines]) + b"]")
    return values


def append(path: Path, lines: bytes) -> None:
    """Adds lines to a file that exists, in one step; raises an OSError where that cannot be done."""
    with _appending(path) as handle:
        os.write(handle, lines)


@contextmanager
def _appending(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        yield handle
    finally:
        os.close(handle)
