"""`records/reviews.jsonl`: what parties said of items, a line of JSON for each word.

Lines are only ever added, and each carries a hash of its own, so that a line changed by hand is noticed. No line knows
the one before it: the lines of two branches are merged by keeping both (`merge=union` in `.gitattributes`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tpo_docs.model import Ledger, LedgerLine, Parsed, Unread
from tpo_docs.records.fingerprint import digest

PATH = "records/reviews.jsonl"
ATTRIBUTES = f"/{PATH} merge=union text eol=lf\n"
"""The line of `.gitattributes` by which both sides of a merge are kept."""
APPROVED, CHANGES, EDITORIAL, ACCEPTED = "approved", "changes-requested", "editorial", "accepted"
VERDICTS = (APPROVED, CHANGES, EDITORIAL, ACCEPTED)

_TEXTS = ("item", "verdict", "party", "at", "fingerprint")
_MORE = ("role", "author", "comment")
_CHANGED = "take the line back from Git, and say what is new by a new one: `tpo-docs approve`"


def written(line: LedgerLine) -> str:
    """A line as it is added to the file, with its hash and the line break."""
    values: dict[str, Any] = {name: getattr(line, name) for name in _TEXTS}
    values |= {name: text for name in _MORE if (text := getattr(line, name))}
    if line.upstream:
        values["upstream"] = dict(sorted(line.upstream.items()))
    if line.was:
        values["was"] = list(line.was)
    return json.dumps({**values, "hash": digest(values)}, ensure_ascii=False) + "\n"


def read(data: bytes, path: str = PATH) -> tuple[Ledger, tuple[Unread, ...]]:
    """The lines that can be read, the earliest first, and what is wrong with the others."""
    lines: dict[str, LedgerLine] = {}
    unread = []
    for number, text in _numbered(data):
        found = _line(text, path, number)
        if isinstance(found, LedgerLine):
            lines.setdefault(found.hash, found)
        else:
            reason, mend = found
            unread.append(Unread(path, number, 1, reason, "record", mend=mend))
    ordered = sorted(lines.values(), key=lambda line: (line.at, line.line))
    return Ledger(tuple(ordered), present=True), tuple(unread)


def with_ledger(parsed: Parsed, data: bytes | None, held: Collection[str] = ()) -> Parsed:
    """The same with the ledger of this content. `held` are the lines that commits have held: none may be lost."""
    ledger, unread = read(data) if data is not None else (Ledger(), ())
    kept = {text for _, text in _numbered(data or b"")}
    lost = tuple(_lost(text) for text in dict.fromkeys(held) if text.strip() and text.strip() not in kept)
    return replace(parsed, ledger=ledger, unread=parsed.unread + unread + lost)


def _numbered(data: bytes) -> Iterator[tuple[int, str]]:
    for number, text in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if text.strip():
            yield number, text.strip()


def _line(text: str, path: str, number: int) -> LedgerLine | tuple[str, str]:
    """The line, or what is wrong with it and how to mend that."""
    if text.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return "the line is a mark of a merge conflict", "keep the lines of both sides, and take the marks out"
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return "the line is no JSON", _CHANGED
    if not isinstance(values, dict):
        return "the line is no object", _CHANGED
    for name in _TEXTS:
        if not isinstance(values.get(name), str) or not values[name]:
            return f"the line has no '{name}'", _CHANGED
    if values["verdict"] not in VERDICTS:
        return f"'{values['verdict']}' is no verdict", _CHANGED
    name = values.pop("hash", None)
    if name != digest(values):
        return f"the line on {values['item']} of {values['at'][:10]} is not as it was written", _CHANGED
    upstream, was = values.get("upstream"), values.get("was")
    return LedgerLine(
        **{name: values[name] for name in _TEXTS},
        **{name: str(values.get(name) or "") for name in _MORE},
        upstream={str(end): str(text) for end, text in upstream.items()} if isinstance(upstream, Mapping) else {},
        was=tuple(map(str, was)) if isinstance(was, list) else (),
        hash=name,
        path=path,
        line=number,
    )


def _lost(text: str) -> Unread:
    found = _line(text.strip(), PATH, 1)
    about = f"of {found.party} on {found.item} of {found.at[:10]} " if isinstance(found, LedgerLine) else ""
    reason = f"the line {about}is gone that a commit held"
    return Unread(PATH, 1, 1, reason, "record", mend="take the line back from Git; lines are only ever added")
