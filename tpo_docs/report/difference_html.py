"""Differences between two versions as one HTML file that needs no other: for those who have neither Git nor the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from tpo_docs.model import Finding, Item
from tpo_docs.proof.difference import Difference, ItemChange
from tpo_docs.proof.words_changed import GONE, NEW, Piece
from tpo_docs.report.differences import Versions, by_owner, heading, not_compared, said, summary
from tpo_docs.report.text import one_line
from tpo_docs.titles import title_html

_STYLE = """
:root{color-scheme:light dark;--line:#8885;--new:#1a7f37;--gone:#cf222e}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}ul{padding-left:1.25rem}code{font:.9em ui-monospace,monospace}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-top:1px solid var(--line)}
th{font-weight:600;width:8rem}ins{color:var(--new);text-decoration:underline}del{color:var(--gone)}
.quiet{opacity:.75}.words{overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0}h3{break-after:avoid}tr{break-inside:avoid}}
@media (prefers-color-scheme:dark){:root{--new:#57d364;--gone:#ff8b85}}
"""


def page(found: Difference, versions: Versions) -> str:
    """The whole file."""
    title = f"{_text(versions.before)} → {_text(versions.after)}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n"
        f'<h1>{title}</h1>\n<p class="quiet">{_text(summary(found))}</p>\n'
        + "".join(_sections(found, versions))
        + "</body></html>\n"
    )


def _sections(found: Difference, versions: Versions) -> Iterator[str]:
    yield _list("Added", map(_item, found.added))
    yield _list("Removed", map(_item, found.removed))
    yield _list("Renamed", (_text(heading(change)) for change in found.renamed))
    yield _list(
        "Moved",
        (
            f"<code>{_text(one.after.id)}</code> {_text(one.before.path)} → {_text(one.after.path)}"
            for one in found.moved
        ),
    )
    if found.changed:
        yield "<h2>Changed</h2>\n" + "".join(map(_change, found.changed))
    yield _list("Links gained", (_text(said(trace)) for trace in found.links_gained))
    yield _list("Links lost", (_text(said(trace)) for trace in found.links_lost))
    yield _list("Coverage gained", (_item(entry.item) for entry in found.coverage if entry.gained))
    yield _list(
        "Coverage lost",
        (f"{_item(entry.item)}: {_text(entry.missing)}" for entry in found.coverage if not entry.gained),
    )
    yield _list("New findings", map(_finding, found.findings_new))
    yield _list("Closed findings", map(_finding, found.findings_closed))
    yield _list("Approvals lost", (f"{_item(lost.item)}: {_text(lost.party)}" for lost in found.approvals_lost))
    if found.again:
        yield "<h2>Who must look again</h2>\n"
        for owner, some in by_owner(found.again):
            rows = "".join(f"<li>{_item(entry.item)}: {_text(', '.join(entry.causes))}</li>" for entry in some)
            yield f"<h3>{_text(owner)}</h3>\n<ul>{rows}</ul>\n"
    yield _list("Not compared", map(_text, not_compared(found, versions)))


def _list(title: str, rows: Iterable[str]) -> str:
    entries = "".join(f"<li>{row}</li>\n" for row in rows)
    return f"<h2>{title}</h2>\n<ul>\n{entries}</ul>\n" if entries else ""


def _change(change: ItemChange) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(field.field)}</th><td class="words">{_words(field.pieces)}</td></tr>\n'
        for field in change.fields
    )
    return f"<h3>{_text(heading(change))}</h3>\n<table>\n{rows}</table>\n"


def _words(pieces: Iterable[Piece]) -> str:
    return " ".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    text = "<br>".join(_text(part) for part in piece.text.split("¶"))
    if piece.kind == GONE:
        return f"<del>{text}</del>"
    return f"<ins>{text}</ins>" if piece.kind == NEW else text


def _item(item: Item) -> str:
    return f"<code>{_text(item.id)}</code> {title_html(item.title)}"


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}"
    return f'{_text(f"{finding.severity.value} {finding.code} {finding.message}")} <span class="quiet">{_text(place)}</span>'


def _text(text: str) -> str:
    """An author's text as it is: nothing of it is HTML, and no sign is invisible."""
    return escape(one_line(text))
