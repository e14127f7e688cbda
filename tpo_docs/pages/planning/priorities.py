"""The page of priorities: every score with its inputs and its formula, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Part, Point
from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.planning.sheet import (
    Piece,
    Rows,
    Section,
    Sheet,
    Tile,
    empty,
    figure,
    note,
    plain,
    state,
    tiles,
)
from tpo_docs.places import PRIORITIES, Places
from tpo_docs.planning import scores
from tpo_docs.planning.priorities import Priorities, Scored, number_text, priorities
from tpo_docs.titles import title_text

_MOST = 5000
"""Rows of a ranking: a page of more than two MB takes a browser seconds."""
NAMES = {
    "wsjf": "WSJF",
    "rice": "RICE",
    "ice": "ICE",
    "cd3": "CD3",
    "value-effort": "Value by effort",
    "moscow": "MoSCoW",
    "scorecard": "Weighted scorecard",
    "kano": "Kano",
    "importance": "Customer importance",
    "formula": "Own formula",
}
KINDS = {
    "quick-win": "quick win",
    "big-bet": "big bet",
    "fill-in": "fill-in",
    "time-sink": "time sink",
    "M": "must-be",
    "O": "one-dimensional",
    "A": "attractive",
    "I": "indifferent",
    "R": "reverse",
    "Q": "questionable",
}
_MAX_BARS = 15


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there is undone work."""
    found = priorities(review.project)
    if not found.rows:
        return
    sheet = Sheet(review, places, edition, PRIORITIES)
    yield sheet.finish(sheet.words("Priorities"), _sections(sheet, found))


def _sections(sheet: Sheet, found: Priorities) -> Iterator[Section]:
    say = sheet.words
    scored = [row for row in found.rows if row.score is not None]
    without = [row for row in found.rows if row.score is None]
    pieces: list[Piece] = [
        tiles(
            Tile(say(NAMES.get(found.framework, found.framework)), say("framework"), found.formula),
            Tile(str(len(scored)), say("with a score")),
            Tile(str(len(without)), say("without a score"), "", "missing" if without else "quiet"),
        )
    ]
    if found.formula:
        pieces.append(Piece("text", Markup("{}: <code>{}</code>").format(say("Formula"), found.formula)))
    if found.pitfall:
        pieces.append(note(say(found.pitfall)))
    if found.unscaled:
        names = ", ".join(found.unscaled)
        pieces.append(
            note(say("The lowest value is not 1 in: {names}. WSJF compares only columns that start at 1.", names=names))
        )
    yield Section("", tuple(pieces))
    if scored:
        pictures = [figure(html) for html in (_picture(sheet, found, scored),) if html]
        yield Section(say("By score"), (*pictures, *_table(sheet, scored)))
    else:
        yield Section(
            say("By score"),
            (empty(say("No item has a score yet."), say("Write what the formula names into the `score` of stories.")),),
        )
    if without:
        rows = Rows(
            without,
            lambda row: (sheet.titled(row.item), sheet.status(row.item), _lacks(sheet, row), sheet.who(row.item.owner)),
        )
        heads = (say("Item"), say("Status"), say("What is missing"), say("Owner"))
        yield Section(
            say("Without a score"),
            (
                note(
                    say(
                        "Nothing is guessed: these have no rank by score, and stand at the end of the backlog unless others need them."
                    )
                ),
                *sheet.bounded(say("Without a score"), heads, rows, most=_MOST),
            ),
        )


def _table(sheet: Sheet, scored: list[Scored]) -> tuple[Piece, ...]:
    say = sheet.words
    kinds = any(row.kind for row in scored)
    voices = any(row.voices for row in scored)
    heads = [say("Rank"), say("Item"), say("Score"), say("How it comes about")]
    heads += [say("Class")] if kinds else []
    heads += [say("Whose voice")] if voices else []

    def cells_of(row: Scored) -> list[str | Markup]:
        cells: list[str | Markup] = [
            str(row.place),
            sheet.titled(row.item),
            say(row.kind) if row.kind in scores.MOSCOW else number_text(row.score or 0.0),
            Markup(f"<code>{escape(row.worked)}</code>{_inputs(row)}")
            if not row.kind or row.kind not in scores.MOSCOW
            else plain(say("its class")),
        ]
        cells += [say(KINDS.get(row.kind, row.kind))] if kinds else []
        cells += [Markup(", ").join(sheet.who(name) for name in row.voices)] if voices else []
        return cells

    return sheet.bounded(say("By score"), heads, Rows(scored, cells_of), (0, 2), _MOST)


def _inputs(row: Scored) -> Markup:
    shown = ", ".join(f"{entry.name} {number_text(entry.value)}" for entry in row.inputs if entry.value is not None)
    return Markup(f'<br><span class="tpo-note">{escape(shown)}</span>') if shown else Markup()


def _lacks(sheet: Sheet, row: Scored) -> Markup:
    say = sheet.words
    parts = []
    if row.missing:
        parts.append(state("missing", say("no {what}", what=", ".join(row.missing))))
    if row.wrong:
        written = ", ".join(f"{entry.name}: {entry.text}" for entry in row.inputs if entry.text) or ", ".join(row.wrong)
        parts.append(state("failed", say("cannot be computed with {what}", what=written)))
    return Markup(" ").join(parts)


def _picture(sheet: Sheet, found: Priorities, scored: list[Scored]) -> str:
    if found.framework == "wsjf":
        return _parts(sheet, scored)
    if found.framework == "value-effort":
        return _scatter(sheet, scored, ("effort", "value"), "Value by effort")
    if found.framework == "kano":
        return _scatter(sheet, scored, ("worse", "better"), "Better and worse (Kano)")
    return ""


def _parts(sheet: Sheet, scored: list[Scored]) -> str:
    """WSJF as stacked bars: each part of the cost of delay over the size."""
    say = sheet.words
    names = ("value", "urgency", "enables")
    rows = []
    for row in scored[:_MAX_BARS]:
        known = {entry.name: entry.value or 0.0 for entry in row.inputs}
        size = known.get("estimate") or 1.0
        shares = tuple(round(known.get(name, 0.0) / size, 2) for name in names)
        rows.append(
            Bar(
                f"{row.item.id} {title_text(row.item.title)}",
                shares,
                number_text(row.score or 0.0),
                sheet.links.href(row.item),
            )
        )
    parts = (Part("first", say("value")), Part("second", say("urgency")), Part("third", say("enables")))
    sentence = say("The parts of the cost of delay, each by the size of the item.")
    return charts.bars(sheet.frame(say("WSJF by part"), sentence, say("Item")), parts, rows)


def _scatter(sheet: Sheet, scored: list[Scored], axes: tuple[str, str], title: str) -> str:
    say = sheet.words
    points = []
    for row in scored:
        known = {entry.name: abs(entry.value or 0.0) for entry in row.inputs}
        points.append(
            Point(known.get(axes[0], 0.0), known.get(axes[1], 0.0), row.item.id, "first", sheet.links.href(row.item))
        )
    across, up = (
        Axis(say(name), 0.0, most, ((0.0, "0"), (most, number_text(most))))
        for name, most in (
            (axes[0], max(point.x for point in points) or 1.0),
            (axes[1], max(point.y for point in points) or 1.0),
        )
    )
    sentence = say("Each point is an item.")
    return charts.scatter(sheet.frame(say(title), sentence, say("Item")), points, across, up)
