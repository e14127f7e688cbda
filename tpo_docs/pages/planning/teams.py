"""The page of teams: what each does when, what they need of each other, and what did not fit."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, empty, grid, note, plain, state, tiles
from tpo_docs.places import TEAMS, Places, team_page
from tpo_docs.planning.plan import DAYS, Handover, Plan, Planned, Unfit, capacity_of, plan
from tpo_docs.planning.priorities import number_text

REASONS = {
    "no-team": "no team",
    "no-size": "not estimated",
    "no-capacity": "the team has no capacity",
    "no-room": "no room until the end of the plan",
    "waits": "what it needs did not fit",
}
_MAX_LANES = 12
_MAX_ROWS = 1000
_MAX_IN_CELL = 12


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there is something to plan."""
    found = plan(review.project)
    if not found.planned and not found.unfit:
        return
    sheet = Sheet(review, places, edition, TEAMS)
    yield sheet.finish(sheet.words("Teams and plan"), _sections(sheet, found))


def _sections(sheet: Sheet, found: Plan) -> Iterator[Section]:
    say = sheet.words
    late = sum(one.late for one in found.planned)
    figures = tiles(
        Tile(str(len(found.planned)), say("stories planned")),
        Tile(str(found.iterations), say("iterations of {days} days", days=DAYS)),
        Tile(str(late), say("behind the target of their release"), "", "missing" if late else "quiet"),
        Tile(str(len(found.unfit)), say("did not fit"), "", "missing" if found.unfit else "quiet"),
    )
    explained = note(
        say(
            "What is in work comes first, then the order of the backlog: each story as early as what it needs has ended and its team has room. What another team hands over ends in an iteration before."
        )
    )
    yield Section("", (figures, explained))
    if found.planned:
        yield Section(say("Lanes"), (_lanes(sheet, found),))
    yield Section(say("Who needs whom"), _matrix(sheet, found))
    if found.unfit:
        heads = (say("Item"), say("Team"), say("Reason"))
        yield Section(
            say("What did not fit"),
            (grid(say("What did not fit"), heads, (_unfit(sheet, one) for one in found.unfit[:_MAX_ROWS])),),
        )
    if found.planned:
        yield Section(
            say("The plan"),
            (
                note(
                    say(
                        "Slack is how long a story may wait, without regard to people, before it delays the whole; without slack it is critical."
                    )
                ),
                _table(sheet, found),
            ),
        )


def _lanes(sheet: Sheet, found: Plan) -> Piece:
    say = sheet.words
    by_team: dict[str, list[Planned]] = {}
    for one in sorted(found.planned, key=lambda one: one.team):
        by_team.setdefault(one.team, []).append(one)
    shown = range(min(found.iterations, _MAX_LANES))
    heads = [say("Team"), *(str(found.starts(number)) for number in shown)]
    rows = []
    for team, own in by_team.items():
        cells: list[str | Markup] = [sheet.link(team_page(team), sheet.called(team))]
        for number in shown:
            inside = [one for one in own if one.first <= number <= one.last]
            cells.append(_lane(sheet, found, team, number, inside))
        rows.append(cells)
    return grid(say("Lanes"), heads, rows)


def _lane(sheet: Sheet, found: Plan, team: str, number: int, inside: list[Planned]) -> Markup:
    room = capacity_of(sheet.project, team, number, found.begins)
    used = found.used.get((team, number), 0.0)
    items = Markup("<br>").join(
        sheet.ref(one.entry.item) + (Markup(" ") + _mark(sheet, one) if one.late or one.slot.critical else "")
        for one in inside[:_MAX_IN_CELL]
    )
    items += _more(sheet, len(inside))
    load = Markup('<span class="tpo-note">{} / {}</span>').format(number_text(used), number_text(room))
    return Markup("{}<br>{}").format(items, load) if inside else load


def _more(sheet: Sheet, count: int) -> Markup:
    """How many there are beyond those shown."""
    if count <= _MAX_IN_CELL:
        return Markup()
    return Markup('<br><span class="tpo-note">{}</span>').format(
        sheet.words("+{count} more", count=count - _MAX_IN_CELL)
    )


def _mark(sheet: Sheet, one: Planned) -> Markup:
    if one.late:
        return Markup('<abbr class="tpo-late" title="{}">!</abbr>').format(
            sheet.words("behind the target of its release")
        )
    return Markup('<abbr title="{}">◆</abbr>').format(sheet.words("critical"))


def _matrix(sheet: Sheet, found: Plan) -> tuple[Piece, ...]:
    say = sheet.words
    if not found.handovers:
        return (empty(say("No team waits for another.")),)
    providers = sorted({one.provider for one in found.handovers})
    consumers = sorted({one.consumer for one in found.handovers})
    between: dict[tuple[str, str], list[Handover]] = {}
    for one in found.handovers:
        between.setdefault((one.consumer, one.provider), []).append(one)
    rows = []
    for consumer in consumers:
        cells: list[str | Markup] = [sheet.who(consumer)]
        for provider in providers:
            pairs = between.get((consumer, provider), [])
            cells.append(
                Markup("<br>").join(
                    Markup("{} ← {}").format(sheet.refs([pair.by]), sheet.refs([pair.needed]))
                    for pair in pairs[:_MAX_IN_CELL]
                )
                + _more(sheet, len(pairs))
                if pairs
                else "–"
            )
        rows.append(cells)
    heads = (say("Team"), *(say("needs of {team}", team=sheet.called(name)) for name in providers))
    return (grid(say("Who needs whom"), heads, rows),)


def _unfit(sheet: Sheet, one: Unfit) -> tuple[Markup | str, ...]:
    say = sheet.words
    reason = plain(say(REASONS[one.left.reason]))
    if one.left.of:
        reason += ": " + sheet.refs([one.left.of])
    team = one.entry.item.text("team")
    return sheet.titled(one.entry.item), sheet.who(team) if team else "–", state("missing", "") + reason


def _table(sheet: Sheet, found: Plan) -> Piece:
    say = sheet.words
    rows = (
        (
            sheet.titled(one.entry.item),
            sheet.who(one.team),
            number_text(one.entry.size or 0.0),
            Markup("{}<br>{}").format(str(one.start), str(one.end)),
            _target(sheet, one),
            say("critical") if one.slot.critical else number_text(round(one.slot.slack, 1)),
        )
        for one in found.planned[:_MAX_ROWS]
    )
    heads = (say("Item"), say("Team"), say("Size"), say("From and to"), say("Release"), say("Slack in iterations"))
    return grid(say("The plan"), heads, rows, (2,))


def _target(sheet: Sheet, one: Planned) -> Markup:
    if one.release is None:
        return Markup("–")
    shown = sheet.ref(one.release)
    return shown + Markup(" ") + state("failed", sheet.words("late")) if one.late else shown
