"""`records/reviews.jsonl`: what parties said of items, a line of JSON for each word.

Lines are only ever added, and each carries a hash of its own, so that a line changed by hand is noticed. No line knows
the one before it: the lines of two branches are merged by keeping both (`merge=union` in `.gitattributes`). Where an
item gets another id its lines follow, and say under `renamed` how it was called when they were written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
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
    if line.criteria:
        values["criteria"] = {name: list(texts) for name, texts in sorted(line.criteria.items())}
    if line.renamed:
        values["renamed"] = dict(sorted(line.renamed.items()))
    return json.dumps({**values, "hash": digest(values)}, ensure_ascii=False) + "\n"


def read(data: bytes, path: str = PATH) -> tuple[Ledger, tuple[Unread, ...]]:
    """The lines that can be read, the earliest first, and what is wrong with the others."""
    lines: dict[str, LedgerLine] = {}
    unread = []
    for number, text in _numbered(data):
        found = _line(text, path, number)
        if isinstance(found, LedgerLine):
            # Of a line and its copy with new ids, which a merge may both keep, the one with the new ids counts.
            origin = _origin(text) if found.renamed else found.hash
            known = lines.get(origin)
            if known is None or (found.renamed and not known.renamed):
                lines[origin] = found
        else:
            reason, mend = found
            unread.append(Unread(path, number, 1, reason, "record", mend=mend))
    ordered = sorted(lines.values(), key=lambda line: (line.at, line.line))
    return Ledger(tuple(ordered), present=True), tuple(unread)


def with_ledger(parsed: Parsed, data: bytes | None, held: Collection[str] = ()) -> Parsed:
    """The same with the ledger of this content. `held` are the lines that commits have held: none may be lost."""
    ledger, unread = read(data) if data is not None else (Ledger(), ())
    kept = {text for _, text in _numbered(data or b"")}
    gone = [text for text in dict.fromkeys(held) if text.strip() and text.strip() not in kept]
    if gone:
        origins = {_origin(text) for text in kept} - {""}
        gone = [text for text in gone if _origin(text.strip()) not in origins]
    lost = tuple(map(_lost, gone))
    return replace(parsed, ledger=ledger, unread=parsed.unread + unread + lost)


def with_names(
    data: bytes, names: Mapping[str, str], keep: Callable[[int, str], bool] = lambda _line, _name: False
) -> tuple[bytes, tuple[int, ...]]:
    """The file with items and parties called by their new ids, and the numbers of the lines that changed. `keep` says of
    a line and an id in it that another item of that id is meant.

    A line says then under `renamed` what stood in it before, so that it can be told from one that was changed by hand:
    with the former ids put back it is the line that was written.
    """
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    changed = []
    for number, row in enumerate(rows):
        if not row.strip() or not isinstance(_line(row.strip(), PATH, number + 1), LedgerLine):
            continue
        new = _with_names(
            json.loads(row), {old: new for old, new in names.items() if old in row and not keep(number + 1, old)}
        )
        if new is not None:
            rows[number] = json.dumps(new, ensure_ascii=False) + ("\r" if row.endswith("\r") else "")
            changed.append(number + 1)
    return "\n".join(rows).encode("utf-8", "surrogateescape"), tuple(changed)


def _with_names(values: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any] | None:
    """The values of a line with other ids for its item, its party and what it leans on; None where it names none."""
    noted = values.get("upstream")
    upstream: Mapping[str, Any] = noted if isinstance(noted, Mapping) else {}
    used = {values["item"], values["party"], *(end.partition(":")[2].partition("/")[0] for end in upstream)} & set(
        names
    )
    if not used:
        return None
    before = dict(values.pop("renamed", {}))
    renamed = {names.get(new, new): old for new, old in before.items()}
    renamed |= {names[old]: before.get(old, old) for old in used}
    renamed = {new: old for new, old in sorted(renamed.items()) if new != old}
    del values["hash"]
    values |= {name: names.get(values[name], values[name]) for name in ("item", "party")}
    if upstream:
        values["upstream"] = dict(sorted((_end(end, names), fingerprint) for end, fingerprint in upstream.items()))
    if renamed:
        values["renamed"] = renamed
    return {**values, "hash": digest(values)}


def _end(end: str, names: Mapping[str, str]) -> str:
    role, colon, address = end.partition(":")
    name, slash, criterion = address.partition("/")
    return f"{role}{colon}{names.get(name, name)}{slash}{criterion}"


def _origin(text: str) -> str:
    """The hash of a line as it was first written, before its item got another id; empty for what is no line."""
    line = _line(text, PATH, 1)
    if not isinstance(line, LedgerLine):
        return ""
    first = _with_names(json.loads(text), line.renamed) if line.renamed else None
    return str(first["hash"]) if first is not None else line.hash


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
    upstream, was, renamed = values.get("upstream"), values.get("was"), values.get("renamed")
    criteria = values.get("criteria")
    return LedgerLine(
        **{name: values[name] for name in _TEXTS},
        **{name: str(values.get(name) or "") for name in _MORE},
        upstream={str(end): str(text) for end, text in upstream.items()} if isinstance(upstream, Mapping) else {},
        was=tuple(map(str, was)) if isinstance(was, list) else (),
        criteria={str(name): tuple(map(str, texts)) for name, texts in criteria.items() if isinstance(texts, list)}
        if isinstance(criteria, Mapping)
        else {},
        renamed={str(new): str(old) for new, old in renamed.items()} if isinstance(renamed, Mapping) else {},
        hash=name,
        path=path,
        line=number,
    )


def _lost(text: str) -> Unread:
    found = _line(text.strip(), PATH, 1)
    about = f"of {found.party} on {found.item} of {found.at[:10]} " if isinstance(found, LedgerLine) else ""
    reason = f"the line {about}is gone that a commit held"
    return Unread(PATH, 1, 1, reason, "record", mend="take the line back from Git; lines are only ever added")
