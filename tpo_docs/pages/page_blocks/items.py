"""Items as a table, as a list and as a number."""

from __future__ import annotations

from html import escape

from tpo_docs import blocks as asked
from tpo_docs import query
from tpo_docs.config import Block
from tpo_docs.model import (
    Item,
    Severity,
)
from tpo_docs.pages import chips, explorer, facts, text
from tpo_docs.pages.inline import safe_address
from tpo_docs.pages.page_blocks.canvas import Canvas, Drawn, named_items, progress_bar, scrolled, state_mark
from tpo_docs.places import EXPLORER
from tpo_docs.scope import release_of
from tpo_docs.titles import title_html, title_text
from tpo_docs.words import Words

_NUMBERS = frozenset(("estimate", "rank", "findings", "probability", "impact", "importance"))
_MAX_CELL = 6


def item_table(block: Block, canvas: Canvas) -> Drawn:
    """Items with the columns asked for."""
    items = named_items(block, canvas)
    shown = items[: block.number("limit", 20)]
    names = block.texts("columns") or ("id", "title", "status", "owner")
    known = (*query.columns(canvas.project.schema, canvas.project.derive(asked.names)), asked.COVERAGE)
    columns = tuple(query.resolve_name(name, known) or name for name in names)
    head = "".join(
        f'<th scope="col"{_class("tpo-n" if name in _NUMBERS else "")}>{escape(canvas.say(_label(name)))}</th>'
        for name in columns
    )
    main = "title" if "title" in columns else columns[0]
    rows = "".join(
        f"<tr{_class(_tone(item, canvas))}>{''.join(_cell(item, name, canvas, main=name == main) for name in columns)}</tr>"
        for item in shown
    )
    name = canvas.say(block.text("title")) or block.text("query")
    html = scrolled(
        f'<table class="tpo-table tpo-stack tpo-items"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        name,
    )
    return Drawn(html, len(shown), len(items))


def _label(name: str) -> str:
    return {
        "id": "Id",
        "covered": "Coverage",
        "coverage": "Coverage",
        "up": "Serves",
        "down": "Served by",
        "missing": "Missing",
    }.get(name) or facts.label(name)


def _tone(item: Item, canvas: Canvas) -> str:
    tone = chips.tone(item, canvas.review)
    return f"tpo-row--{tone}" if tone else ""


def _cell(item: Item, name: str, canvas: Canvas, *, main: bool) -> str:
    label = f' data-label="{escape(canvas.say(_label(name)))}"'
    if main:
        href = escape(canvas.links.href(item))
        return f'<th scope="row" class="tpo-items__title"{label}><a href="{href}">{title_html(item.title or item.id)}</a></th>'
    numeric = _class("tpo-n" if name in _NUMBERS else f"tpo-items__{name}" if name in ("id", "status") else "")
    return f"<td{numeric}{label}>{_value(item, name, canvas)}</td>"


def _value(item: Item, name: str, canvas: Canvas) -> str:
    say, project, links = canvas.say, canvas.project, canvas.links
    if name == "id":
        return links.ref(item)
    if name == "status":
        return _status(item, say)
    if name in ("covered", "coverage", "missing"):
        found = chips.coverage_state(item, project, say)
        return "" if found is None else state_mark(found[0], found[1] or say("covered"))
    if name == "findings":
        return " ".join(
            _severity(severity, count, say) for severity, count in chips.counts(canvas.review.about(item.id))
        )
    if name == "release":
        release = release_of(project, item)
        return links.ref(release, title_text(release.title) or release.id) if release is not None else ""
    if name == "type":
        return f'<span class="tpo-badge tpo-badge--{escape(item.type)}">{escape(say.singular(item.type))}</span>'
    spec = project.schema.types[item.type].fields.get(name) if item.type in project.schema.types else None
    context = facts.Context(item, project, links)
    if name == "adopted":
        return _adopted(item, canvas)
    values = query.cell(item, name, canvas.review)
    if project.schema.keyword_of(item.type, name) is not None or name in ("up", "down"):
        ends = [links.reference(value, "") for value in values[:_MAX_CELL]]
        return ", ".join(ends) + _more(len(values), canvas)
    if not values and item.group(name.partition(".")[0]) is not None:
        return ""
    shown = [_shown(facts.scalar(value, spec, context), value, name, canvas) for value in values[:_MAX_CELL]]
    return ", ".join(shown) + _more(len(values), canvas)


def _more(count: int, canvas: Canvas) -> str:
    return f" {escape(canvas.say('+{count} more', count=count - _MAX_CELL))}" if count > _MAX_CELL else ""


def _shown(value: facts.Value, written: str, name: str, canvas: Canvas) -> str:
    if value.item is not None:
        return canvas.links.ref(value.item)
    if name in ("kind", "priority", "category"):
        return escape(canvas.say(written))
    if value.address and safe_address(value.address):
        return f'<a href="{escape(value.address)}" rel="noopener noreferrer">{escape(written)}</a>'
    return value.html


def _adopted(item: Item, canvas: Canvas) -> str:
    """Who works by a decision, and since when."""
    found = []
    for group in item.groups("adopted"):
        for entry in group.fields:
            party = canvas.project.resolve(entry.name)
            day = group.text(entry.name).strip()
            who = canvas.links.ref(party) if party is not None else escape(entry.name)
            found.append(who + (f' <span class="tpo-date">{escape(day)}</span>' if day else ""))
    return ", ".join(found[:_MAX_CELL])


def item_list(block: Block, canvas: Canvas) -> Drawn:
    """Items line by line, with what they say where that is asked for."""
    items = named_items(block, canvas)
    shown = items[: block.number("limit", 20)]
    entries = "".join(
        f"<li>{canvas.links.line(item)}{_sentence(item, block.text('text'), canvas)}</li>" for item in shown
    )
    return Drawn(f'<ul class="tpo-lines tpo-block__lines">{entries}</ul>', len(shown), len(items))


def _sentence(item: Item, which: str, canvas: Canvas) -> str:
    if which not in ("plain", "statement"):
        return ""
    written = item.text("plain") if which == "plain" else ""
    if written:
        return f'<p class="tpo-block__said">{canvas.links.inline(written)}</p>'
    said = text.shortened(item.statement, 280)
    return f'<p class="tpo-block__said">{canvas.links.inline(said)}</p>' if said else ""


def item_count(block: Block, canvas: Canvas) -> Drawn:
    """How many items there are, or how many of others."""
    say = canvas.say
    items = canvas.select(block.text("query"))
    label = say(block.text("label")) or block.text("query")
    href = canvas.to(EXPLORER) + "#" + explorer.fragment(block.text("query"))
    number, bar = str(len(items)), ""
    tone = block.text("tone") if items and block.text("tone") not in ("", "plain") else "quiet"
    if block.text("of"):
        whole = frozenset(item.id for item in canvas.select(block.text("of")))
        part = sum(1 for item in items if item.id in whole)
        number = say("{part} of {total}", part=part, total=len(whole))
        bar = progress_bar(part, len(whole), label, figure=f"{100 * part // len(whole) if whole else 100} %")
        tone = "quiet"
    html = (
        f'<ul class="tpo-tiles"><li class="tpo-tile tpo-tile--{tone}"><a class="tpo-tile__link" href="{escape(href)}">'
        f'<span class="tpo-tile__number">{escape(number)}</span> <span class="tpo-tile__text">{escape(label)}</span></a>'
        f"{bar}</li></ul>"
    )
    return Drawn(html, 1, 1)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _status(item: Item, say: Words) -> str:
    return f'<span class="tpo-status tpo-status--{item.category.value}">{escape(say(item.status))}</span>'


def _severity(severity: Severity, count: int, say: Words) -> str:
    return (
        f'<span class="tpo-severity tpo-severity--{severity.value}">{count}'
        f'<span class="tpo-sr"> {escape(say(severity.value))}</span></span>'
    )
