"""Differences between two versions as text, Markdown and plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from tpo_docs.model import Finding, Item, Trace
from tpo_docs.proof.difference import Again, Difference, FieldChange, ItemChange
from tpo_docs.proof.words_changed import GONE, NEW, Piece, near
from tpo_docs.report.text import counted, one_line

FORMAT = "tpo-docs/difference/1"
NOBODY = "nobody"

Paint = Callable[[str, str], str]


class Versions(NamedTuple):
    """What is compared, as people call it."""

    before: str
    after: str
    notes: tuple[str, ...] = ()
    """What could not be compared as a whole, and why."""


def summary(found: Difference) -> str:
    """All of it in one line: `2 added, 1 changed; 3 links gained; 120 → 122 items`."""
    items = [
        f"{len(some):,} {name}"
        for some, name in (
            (found.added, "added"),
            (found.removed, "removed"),
            (found.renamed, "renamed"),
            (found.moved, "moved"),
            (found.changed, "changed"),
        )
        if some
    ]
    rest = [
        counted(len(some), one, many)
        for some, one, many in (
            (found.links_gained, "link gained", "links gained"),
            (found.links_lost, "link lost", "links lost"),
            (found.findings_new, "finding new", "findings new"),
            (found.findings_closed, "finding closed", "findings closed"),
            (found.approvals_lost, "approval lost", "approvals lost"),
        )
        if some
    ]
    parts = [", ".join(items) or "no item changed", *([", ".join(rest)] if rest else [])]
    return "; ".join((*parts, f"{found.before:,} → {counted(found.after, 'item', 'items')}"))


def not_compared(found: Difference, versions: Versions) -> tuple[str, ...]:
    """What could not be compared, and why."""
    names = {"before": versions.before, "after": versions.after}
    return versions.notes + tuple(
        one_line(f"{unread.path}:{unread.line} in {names[version]}: {unread.reason}")
        for version, unread in found.unreadable
    )


def by_owner(again: Iterable[Again]) -> Iterator[tuple[str, tuple[Again, ...]]]:
    """Those who must look again, each with the items; what nobody owns comes last."""
    for owner, some in groupby(again, key=lambda entry: entry.owner):
        yield owner or NOBODY, tuple(some)


def titled(item: Item) -> str:
    """Id and title on one line."""
    return one_line(f"{item.id} {item.title}")


def said(trace: Trace) -> str:
    """A link in words: `STY-001 realizes REQ-002`."""
    end = f"{trace.target}/{trace.criterion}" if trace.criterion else trace.target
    return one_line(f"{trace.source} {trace.role} {end}")


def heading(change: ItemChange) -> str:
    """An item that changed: `REQ-001 → REQ-101 Title`."""
    name = f"{change.before.id} → {change.after.id}" if change.renamed else change.after.id
    return one_line(f"{name} {change.after.title}")


def as_text(found: Difference, versions: Versions, paint: Paint | None = None) -> str:
    """For a terminal: what went in red, what came in green."""
    colour = paint or (lambda text, _: text)
    lines = [f"{colour(one_line(f'{versions.before} → {versions.after}'), 'bold')}: {summary(found)}"]
    for title, some in _sections(found, versions, colour):
        rows = list(some)
        if rows:
            lines += ["", colour(title, "bold"), *(f"  {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def _sections(found: Difference, versions: Versions, paint: Paint) -> Iterator[tuple[str, Iterable[str]]]:
    plus, minus = paint("+", "good"), paint("-", "error")
    yield "Added", (f"{plus} {titled(item)}" for item in found.added)
    yield "Removed", (f"{minus} {titled(item)}" for item in found.removed)
    yield "Renamed", (heading(change) for change in found.renamed)
    yield (
        "Moved",
        (one_line(f"{change.after.id}: {change.before.path} → {change.after.path}") for change in found.moved),
    )
    yield "Changed", (line for change in found.changed for line in _changed(change, paint))
    yield (
        "Links",
        (
            *(f"{plus} {said(trace)}" for trace in found.links_gained),
            *(f"{minus} {said(trace)}" for trace in found.links_lost),
        ),
    )
    yield (
        "Coverage",
        (
            f"{plus} {entry.item.id} is covered" if entry.gained else f"{minus} {entry.item.id}: {entry.missing}"
            for entry in found.coverage
        ),
    )
    yield (
        "Findings",
        (
            *(f"{plus} {_finding(finding)}" for finding in found.findings_new),
            *(f"{minus} {_finding(finding)}" for finding in found.findings_closed),
        ),
    )
    yield "Approvals lost", (f"{minus} {titled(lost.item)}: {one_line(lost.party)}" for lost in found.approvals_lost)
    yield "Look again", (line for owner, some in by_owner(found.again) for line in _owner(owner, some, paint))
    yield "Not compared", not_compared(found, versions)


def _changed(change: ItemChange, paint: Paint) -> Iterator[str]:
    yield heading(change)
    yield from (f"  {line}" for line in field_lines(change.fields, paint))


def field_lines(fields: Iterable[FieldChange], paint: Paint) -> Iterator[str]:
    """What changed of an item, a line for each field."""
    for field in fields:
        yield f"{paint(one_line(field.field), 'dim')}: {_words(field, paint)}"


def _words(field: FieldChange, paint: Paint) -> str:
    if not field.before or not field.after:
        return _marked(Piece(NEW if field.after else GONE, field.after or field.before), paint)
    return " ".join(_marked(piece, paint) for piece in near(field.pieces))


def _marked(piece: Piece, paint: Paint) -> str:
    text = one_line(piece.text)
    if piece.kind == GONE:
        return paint(f"[-{text}-]", "error")
    return paint(f"{{+{text}+}}", "good") if piece.kind == NEW else text


def _finding(finding: Finding) -> str:
    return one_line(f"{finding.path}:{finding.line}: {finding.severity.value} {finding.code} {finding.message}")


def _owner(owner: str, some: Iterable[Again], paint: Paint) -> Iterator[str]:
    yield paint(one_line(owner), "bold")
    yield from (f"  {titled(entry.item)}: {', '.join(entry.causes)}" for entry in some)


def as_markdown(found: Difference, versions: Versions) -> str:
    """For a comment on a change: what is long is folded away."""
    lines = [f"## {escaped(versions.before)} → {escaped(versions.after)}", "", escaped(summary(found)), ""]
    for title, rows in (
        ("Added", [f"`{in_code(item.id)}` {escaped(item.title)}" for item in found.added]),
        ("Removed", [f"`{in_code(item.id)}` {escaped(item.title)}" for item in found.removed]),
        ("Renamed", [f"`{in_code(one.before.id)}` → `{in_code(one.after.id)}`" for one in found.renamed]),
        (
            "Moved",
            [
                f"`{in_code(one.after.id)}`: `{in_code(one.before.path)}` → `{in_code(one.after.path)}`"
                for one in found.moved
            ],
        ),
        ("Changed", [line for change in found.changed for line in _changed_markdown(change)]),
        ("Links gained", [escaped(said(trace)) for trace in found.links_gained]),
        ("Links lost", [escaped(said(trace)) for trace in found.links_lost]),
        ("Coverage gained", [f"`{in_code(one.item.id)}`" for one in found.coverage if one.gained]),
        (
            "Coverage lost",
            [f"`{in_code(one.item.id)}`: {escaped(one.missing)}" for one in found.coverage if not one.gained],
        ),
        ("New findings", [escaped(_finding(finding)) for finding in found.findings_new]),
        ("Closed findings", [escaped(_finding(finding)) for finding in found.findings_closed]),
        ("Approvals lost", [f"`{in_code(one.item.id)}`: {escaped(one.party)}" for one in found.approvals_lost]),
        (
            "Who must look again",
            [
                f"**{escaped(owner)}**: "
                + "; ".join(f"`{in_code(one.item.id)}` ({escaped(', '.join(one.causes))})" for one in some)
                for owner, some in by_owner(found.again)
            ],
        ),
        ("Not compared", [escaped(row) for row in not_compared(found, versions)]),
    ):
        if rows:
            lines += [*_folded(title, rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _folded(title: str, rows: list[str]) -> list[str]:
    entries = [row if row.startswith("  ") else f"- {row}" for row in rows]
    if len(rows) <= 20:
        return [f"### {title}", "", *entries]
    return [f"<details><summary>{title} ({len(rows):,} lines)</summary>", "", *entries, "", "</details>"]


def _changed_markdown(change: ItemChange) -> Iterator[str]:
    name = (
        f"`{in_code(change.before.id)}` → `{in_code(change.after.id)}`"
        if change.renamed
        else f"`{in_code(change.after.id)}`"
    )
    yield f"{name} {escaped(change.after.title)}"
    for field in change.fields:
        pieces = " ".join(_marked_markdown(piece) for piece in near(field.pieces))
        yield f"  - {escaped(field.field)}: {pieces}"


def _marked_markdown(piece: Piece) -> str:
    text = escaped(piece.text)
    if piece.kind == GONE:
        return f"<del>{text}</del>"
    return f"<ins>{text}</ins>" if piece.kind == NEW else text


def escaped(text: str) -> str:
    """An author's text that Markdown and HTML both show as it is, and that calls nobody by `@`."""
    flat = "".join(f"\\{sign}" if sign in "\\`*_[]|~#!" else sign for sign in one_line(text))
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("@", "&#64;"), ("://", "&#58;//")):
        flat = flat.replace(sign, entity)
    return flat


def in_code(text: str) -> str:
    """What stands between backticks."""
    return one_line(text).replace("`", "'")


def as_data(found: Difference, versions: Versions) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "format": FORMAT,
        "before": {"version": versions.before, "items": found.before},
        "after": {"version": versions.after, "items": found.after},
        "added": [_item(item) for item in found.added],
        "removed": [_item(item) for item in found.removed],
        "changes": [
            {
                **_item(change.after),
                "was": {"id": change.before.id, "path": change.before.path},
                "renamed": change.renamed,
                "moved": change.moved,
                "significant": change.significant,
                "fields": [
                    {
                        "field": field.field,
                        "before": field.before,
                        "after": field.after,
                        "words": [[piece.kind, piece.text] for piece in field.pieces],
                    }
                    for field in change.fields
                ],
            }
            for change in found.changes
        ],
        "links": {
            "gained": [trace._asdict() for trace in found.links_gained],
            "lost": [trace._asdict() for trace in found.links_lost],
        },
        "coverage": {
            "gained": [entry.item.id for entry in found.coverage if entry.gained],
            "lost": [{"id": entry.item.id, "missing": entry.missing} for entry in found.coverage if not entry.gained],
        },
        "findings": {
            "new": [_finding_data(finding) for finding in found.findings_new],
            "closed": [_finding_data(finding) for finding in found.findings_closed],
        },
        "approvals_lost": [{"id": lost.item.id, "party": lost.party} for lost in found.approvals_lost],
        "again": [
            {"owner": entry.owner, "id": entry.item.id, "title": entry.item.title, "causes": list(entry.causes)}
            for entry in found.again
        ],
        "not_compared": list(not_compared(found, versions)),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type,
        "title": item.title,
        "status": item.status,
        "owner": item.owner,
        "path": item.path,
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "item": finding.item,
        "path": finding.path,
        "line": finding.line,
    }
