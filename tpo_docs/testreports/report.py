"""What the readers of reports share."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO

from tpo_docs.model import CaseResult, FileLines

Found = CaseResult | FileLines
_MESSAGE = 200
_SEPARATORS = re.compile(r"[\s,;]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]|\x1b\[[0-9;]*m")


class ReportError(Exception):
    """Why a report cannot be read, and in which line."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def document(stream: BinaryIO) -> Any:
    """A whole document of JSON."""
    try:
        return json.loads(stream.read().decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as error:
        raise ReportError(f"the JSON breaks off: {error.msg.casefold().removesuffix(' at')}", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise ReportError("the JSON cannot be read", 1) from error


def rows(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """The objects of lines of JSON."""
    for number, line in enumerate(stream, start=1):
        text = line.decode("utf-8-sig", "replace").strip()
        if not text:
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReportError("the line is no JSON", number) from error
        if not isinstance(found, dict):
            raise ReportError("the line is no object", number)
        yield found


def short(text: str) -> str:
    """The first line of a message that says anything, without control characters."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    clean = _CONTROL.sub("", first)
    return clean if len(clean) <= _MESSAGE else clean[: _MESSAGE - 1] + "…"


def clean(name: str) -> str:
    """A name on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", name).split())


def ids(values: Iterable[tuple[str, str]], properties: Collection[str]) -> tuple[str, ...]:
    """The ids in those properties that hold any."""
    found: dict[str, None] = {}
    for name, value in values:
        if name.casefold() in properties:
            found.update(dict.fromkeys(part for part in _SEPARATORS.split(value) if part))
    return tuple(found)


def pairs(values: object) -> Iterator[tuple[str, str]]:
    """Properties however JSON reports write them: a mapping, or a list of mappings or of pairs."""
    if isinstance(values, dict):
        yield from ((str(name), _joined(value)) for name, value in values.items())
    elif isinstance(values, list):
        for value in values:
            if isinstance(value, dict):
                yield from pairs(value)
            elif isinstance(value, list) and len(value) == 2:
                yield str(value[0]), _joined(value[1])


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one: whatever else stands there says nothing."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def number(value: object) -> float | None:
    """Seconds as reports write them; None for what is no number."""
    found = amount(value)
    return round(found, 3) if found is not None and found < 1e9 else None


def amount(value: object) -> float | None:
    """A number that is not below zero, of whatever unit; None for what is none."""
    try:
        found = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return found if 0 <= found < 1e18 else None


def line_number(value: object) -> int:
    """The number of a line; 0 for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1e9 else 0


def _joined(value: object) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
