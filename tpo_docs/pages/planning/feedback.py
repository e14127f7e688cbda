"""The page of feedback: what waits for an answer, what became of the rest, and whose wishes stand behind what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, ago, empty, note, plain, state, tiles
from tpo_docs.places import FEEDBACK, Places
from tpo_docs.planning import feedback as facts
from tpo_docs.planning.feedback import Fate, Heard
from tpo_docs.planning.priorities import number_text

_MAX_IN_CELL = 20
_MAX_SEGMENTS = 12


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where anything was heard."""
    if review.project.has_type("feedback"):
        sheet = Sheet(review, places, edition, FEEDBACK)
        yield sheet.finish(sheet.words("Feedback inbox"), _sections(sheet), wide=True)


def _sections(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    heard = facts.inbox(sheet.project)
    by = {fate: [one for one in heard if one.fate is fate] for fate in Fate}
    late = sum(one.late for one in heard)
    days = sheet.project.configuration.rules.feedback_days
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(by[Fate.OPEN])), say("open")),
                Tile(str(late), say("open for more than {days} days", days=days), "", "missing" if late else "quiet"),
                Tile(str(len(by[Fate.LINKED])), say("linked to an item")),
                Tile(str(len(by[Fate.DECLINED])), say("declined")),
            ),
        ),
    )
    waiting = by[Fate.OPEN] + by[Fate.CLOSED]
    if waiting:
        heads = (say("Feedback"), say("From"), say("Importance"), say("Heard"), say("State"))
        rows = [(*_told(sheet, one), _age(sheet, one), _state(sheet, one)) for one in waiting]
        yield Section(say("Inbox"), sheet.bounded(say("Inbox"), heads, rows, (2,)))
    else:
        yield Section(say("Inbox"), (empty(say("Nothing waits: all that was heard is linked or declined.")),))
    yield Section(say("Who was heard"), tuple(_segments(sheet)))
    wanted = facts.wanted(sheet.project)
    if wanted:
        yield Section(say("Importance by segment"), tuple(_wanted(sheet, wanted)))
    if by[Fate.LINKED]:
        heads = (say("Feedback"), say("From"), say("Importance"), say("Heard"), say("What it became"))
        rows = [(*_told(sheet, one), _age(sheet, one), _became(sheet, one)) for one in by[Fate.LINKED]]
        yield Section(say("What became of it"), sheet.bounded(say("What became of it"), heads, rows, (2,)))
    if by[Fate.DECLINED]:
        heads = (say("Feedback"), say("From"), say("Importance"), say("Heard"), say("Why not"))
        rows = [(*_told(sheet, one), _age(sheet, one), _why(sheet, one)) for one in by[Fate.DECLINED]]
        yield Section(say("Declined"), sheet.bounded(say("Declined"), heads, rows, (2,)))


def _told(sheet: Sheet, one: Heard) -> tuple[Markup | str, ...]:
    say = sheet.words
    item = one.item
    marks = [say(written) for written in (item.kind, item.text("sentiment")) if written]
    return (
        sheet.titled(item) + Markup('<br><span class="tpo-note">{}</span>').format(", ".join(marks)),
        Markup(", ").join(sheet.who(name) for name in item.texts("from")) or "–",
        item.text("importance") or "–",
    )


def _age(sheet: Sheet, one: Heard) -> Markup:
    written = one.item.text("date")
    if one.days is None:
        return plain(written or "–")
    day = Markup('<span class="tpo-date">{}</span>').format(written)
    if one.fate is not Fate.OPEN or one.days < 0:
        return day
    text = ago(one.days, sheet.words)
    return day + Markup("<br>") + (state("failed", text) if one.late else plain(text))


def _state(sheet: Sheet, one: Heard) -> Markup:
    if one.fate is Fate.CLOSED:
        return state("suspect", sheet.words("closed without a link"))
    return sheet.status(one.item)


def _became(sheet: Sheet, one: Heard) -> Markup:
    shown = Markup("<br>").join(
        sheet.titled(item) + Markup(" ") + sheet.status(item) for item in one.became[:_MAX_IN_CELL]
    )
    if len(one.became) > _MAX_IN_CELL:
        shown += Markup("<br>{}").format(sheet.words("and {number} more", number=len(one.became) - _MAX_IN_CELL))
    return shown


def _why(sheet: Sheet, one: Heard) -> Markup:
    written = one.item.text("reason") or one.item.text("plain")
    return Markup(sheet.links.inline(written)) if written else state("missing", sheet.words("no reason is written"))


def _segments(sheet: Sheet) -> Iterator[Piece]:
    say = sheet.words
    rows = [
        (
            segment.name or say("no segment"),
            Markup(", ").join(sheet.who(party) for party in segment.parties[:_MAX_IN_CELL])
            or state("missing", say("nobody yet")),
            str(segment.heard),
            str(segment.pains),
            str(segment.open),
        )
        for segment in facts.segments(sheet.project)
    ]
    heads = (say("Segment"), say("Voices"), say("Feedback"), say("Pains"), say("Open"))
    yield from sheet.bounded(say("Who was heard"), heads, rows, (2, 3, 4))


def _wanted(sheet: Sheet, wanted: Sequence[facts.Wanted]) -> Iterator[Piece]:
    say = sheet.words
    sums: dict[str, float] = {}
    for one in wanted:
        for name, value in one.by_segment.items():
            sums[name] = sums.get(name, 0.0) + value
    columns = sorted(sums, key=lambda name: (-sums[name], name))[:_MAX_SEGMENTS]
    rows = [
        (
            sheet.titled(one.item),
            *(number_text(one.by_segment[name]) if name in one.by_segment else "–" for name in columns),
            number_text(one.total),
            Markup(", ").join(sheet.who(party) for party in one.voices[:_MAX_IN_CELL]),
        )
        for one in wanted
    ]
    heads = (say("Item"), *(name or say("no segment") for name in columns), say("In all"), say("Whose voice"))
    yield from sheet.bounded(say("Importance by segment"), heads, rows, range(1, len(columns) + 2))
    yield note(
        say(
            "Customer importance: of each party its strongest wish (0 to 3) times its weight, added up. The same party counts once for an item."
        )
    )
