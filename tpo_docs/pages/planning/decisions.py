"""The page of decisions: what waits to be decided, options side by side, the years, who works by what, what comes up again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Edition, Item, Page, Review
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, grid, listed, note, plain, said, state, tiles
from tpo_docs.places import DECISIONS, Places
from tpo_docs.planning import decisions as facts
from tpo_docs.planning.decisions import Adoption, Option, Options
from tpo_docs.planning.priorities import number_text

_MAX_OPTIONS = 150
_MAX_YEARS = 30
_MAX_IN_CELL = 40


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there are decisions."""
    if review.project.has_type("decision"):
        sheet = Sheet(review, places, edition, DECISIONS)
        yield sheet.finish(sheet.words("Decisions and adoption"), _sections(sheet), wide=True)


def _sections(sheet: Sheet) -> Iterator[Section]:
    say, project = sheet.words, sheet.project
    holding, waiting = facts.in_force(project), facts.undecided(project)
    adoptions, again = facts.adoptions(project), facts.to_review(project)
    late = sum(_overdue(sheet, one) for one in again)
    missing = sum(len(one.open) for one in adoptions)
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(holding)), say("in force")),
                Tile(str(len(waiting)), say("to be decided")),
                Tile(str(missing), say("adoptions still open"), "", "missing" if missing else "quiet"),
                Tile(str(late), say("reviews overdue"), "", "missing" if late else "quiet"),
            ),
        ),
    )
    if waiting:
        yield Section(say("To be decided"), _waiting(sheet, waiting))
    if adoptions:
        yield Section(say("Who works by it"), tuple(_adoption(sheet, adoptions)))
    compared = [one for one in (*waiting, *holding) if facts.options(one).options]
    if compared:
        yield Section(say("Options compared"), tuple(_options(sheet, compared)))
    strategic = [one for one in holding if facts.is_strategic(one)]
    principles = [one for one in project.of_type("requirement") if one.kind == "constraint" and one.committed]
    if strategic or principles:
        yield Section(say("Strategy and principles"), tuple(_strategy(sheet, strategic, principles)))
    if again:
        yield Section(say("To be looked at again"), tuple(_again(sheet, again)))
    yield Section(say("By year"), tuple(_years(sheet)))
    replaced = facts.chains(project)
    if replaced:
        lines = (_chain(sheet, chain) for chain in replaced)
        yield Section(say("What replaced what"), (listed(lines),))
    yield Section(say("All decisions"), _all(sheet))


def _overdue(sheet: Sheet, item: Item) -> bool:
    day = item.date("review_by")
    return day is not None and day < sheet.project.today


def _day(sheet: Sheet, written: str, *, late: bool = False) -> Markup:
    if not written:
        return plain("–")
    if late:
        return Markup('<span class="tpo-late">{}</span> ').format(written) + state("failed", sheet.words("overdue"))
    return Markup('<span class="tpo-date">{}</span>').format(written)


def _people(sheet: Sheet, item: Item, field: str) -> Markup:
    return Markup(", ").join(sheet.who(name) for name in item.texts(field)) or plain("–")


def _waiting(sheet: Sheet, waiting: Sequence[Item]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = [
        (
            sheet.titled(one) + Markup(" ") + sheet.status(one),
            _people(sheet, one, "decision_makers"),
            questions(sheet, one),
            sheet.refs(item.id for item in sheet.project.targets(one, "affects")[:_MAX_IN_CELL]) or "–",
        )
        for one in waiting
    ]
    heads = (say("Decision"), say("Who decides"), say("Open questions"), say("Affects"))
    return sheet.bounded(say("To be decided"), heads, rows)


def questions(sheet: Sheet, item: Item) -> Markup:
    """The open questions of an item, each with whom it waits for and until when."""
    found = []
    for group in item.groups("questions"):
        if group.text("q").strip() and not group.text("answer").strip():
            line = Markup(sheet.links.inline(group.text("q").strip()))
            if group.text("to").strip():
                line += Markup(" → ") + sheet.who(group.text("to").strip())
            if group.text("due").strip():
                line += Markup(' <span class="tpo-date">{}</span>').format(group.text("due").strip())
            found.append(line)
    return Markup("<br>").join(found) or plain("–")


def _adoption(sheet: Sheet, adoptions: tuple[Adoption, ...]) -> Iterator[Piece]:
    say = sheet.words
    teams = sorted({team for one in adoptions for team in one.teams})
    rows = []
    for one in adoptions:
        cells: list[str | Markup] = [sheet.titled(one.decision), _day(sheet, one.decision.text("date"))]
        for team in teams:
            if team not in one.teams:
                cells.append(Markup('<span class="tpo-none">–</span>'))
                continue
            on = one.teams[team]
            cells.append(
                Markup('<span class="tpo-oneline">{}</span>').format(state("ok", on.isoformat()))
                if on is not None
                else state("missing", _since(sheet, one))
            )
        rows.append(cells)
    heads = (say("Decision"), say("Decided"), *(sheet.called(team) for team in teams))
    yield from sheet.bounded(say("Who works by it"), heads, rows)
    days = facts.lag(adoptions)
    text = say("✓ the team works by it since that day, ○ not yet, – not affected.")
    if days is not None:
        most = say("1 day") if days == 1 else say("{days} days", days=number_text(days))
        text += " " + say("Half of the adoptions took no more than {time}.", time=most)
    yield note(text)


def _since(sheet: Sheet, one: Adoption) -> str:
    if one.since is None:
        return sheet.words("not yet")
    say, days = sheet.words, (sheet.project.today - one.since).days
    if days <= 0:
        return say("not yet")
    return say("not yet, after 1 day") if days == 1 else say("not yet, after {days} days", days=days)


def _options(sheet: Sheet, compared: Sequence[Item]) -> Iterator[Piece]:
    say = sheet.words
    rows = []
    for decision in compared[:_MAX_OPTIONS]:
        found = facts.options(decision)
        best = found.best
        for number, option in enumerate(found.options):
            rows.append(
                (
                    sheet.titled(decision) if number == 0 else "",
                    plain(option.name) + (Markup(" ") + state("ok", say("chosen")) if option.chosen else ""),
                    _sum(sheet, found, option, best),
                    Markup('<span class="tpo-note">{}</span>').format(_criteria(found)) if number == 0 else "",
                )
            )
    heads = (say("Decision"), say("Option"), say("Weight × score"), say("Criteria and weights"))
    yield from sheet.bounded(say("Options compared"), heads, rows)
    yield note(
        say("The weights and scores are judgements of those who decide; the sum orders them and proves nothing.")
    )


def _sum(sheet: Sheet, found: Options, option: Option, best: Option | None) -> Markup:
    if not found.criteria:
        return plain("–")
    if option.total is None:
        lacks = [name for (name, _), score in zip(found.criteria, option.scores, strict=True) if score is None]
        return state("missing", sheet.words("no score for {names}", names=", ".join(lacks) or "–"))
    worked = Markup("<code>{}</code>").format(found.worked(option))
    if option.chosen and best is not None and best.total is not None and option.total < best.total:
        return worked + Markup(" ") + state("suspect", sheet.words("not the highest"))
    return worked


def _criteria(found: Options) -> str:
    return ", ".join(
        f"{name} ×{number_text(weight)}" if weight is not None else name for name, weight in found.criteria
    )


def _strategy(sheet: Sheet, strategic: Sequence[Item], principles: Sequence[Item]) -> Iterator[Piece]:
    say = sheet.words
    if strategic:
        rows = [
            (
                sheet.titled(one),
                Markup(sheet.links.inline(one.text("plain") or one.text("because") or "–")),
                _day(sheet, one.text("date")),
                _day(sheet, one.text("review_by"), late=_overdue(sheet, one)),
            )
            for one in strategic
        ]
        heads = (say("Strategic decision"), say("In a sentence"), say("Decided"), say("Review by"))
        yield from sheet.bounded(say("Strategic decisions"), heads, rows)
    if principles:
        limits = [
            (
                sheet.titled(one),
                Markup(sheet.links.inline(one.text("plain") or one.statement)),
                sheet.refs(decision.id for decision in sheet.project.sources(one, "affects")[:_MAX_IN_CELL])
                or plain("–"),
            )
            for one in principles
        ]
        titles = (say("Principle or constraint"), say("In a sentence"), say("Decisions"))
        yield from sheet.bounded(say("Principles and constraints"), titles, limits)


def _again(sheet: Sheet, again: Sequence[Item]) -> Iterator[Piece]:
    say = sheet.words
    rows = [
        (
            _day(sheet, one.text("review_by"), late=_overdue(sheet, one)),
            sheet.titled(one) + Markup(" ") + sheet.status(one),
            plain(say(one.kind) if one.kind else "–"),
            sheet.who(one.owner) if one.owner else "–",
            questions(sheet, one),
        )
        for one in again
    ]
    heads = (say("Until"), say("Decision"), say("Kind"), say("Owner"), say("Open questions"))
    yield from sheet.bounded(say("To be looked at again"), heads, rows)
    yield note(say("The technology watch: what we chose and what we only watch, by the day on which to look again."))


def _years(sheet: Sheet) -> Iterator[Piece]:
    say = sheet.words
    found: dict[int, dict[int, list[Item]]] = {}
    undated = 0
    for decision in sheet.project.of_type("decision"):
        on = decision.date("date")
        if on is None:
            undated += 1
        else:
            found.setdefault(on.year, {}).setdefault((on.month - 1) // 3, []).append(decision)
    if found:
        rows = []
        for year in sorted(found, reverse=True)[:_MAX_YEARS]:
            cells: list[str | Markup] = [str(year)]
            for quarter in range(4):
                some = sorted(found[year].get(quarter, ()), key=lambda one: one.text("date"))
                shown = Markup("<br>").join(
                    sheet.ref(one) + Markup(" ") + sheet.status(one) for one in some[:_MAX_IN_CELL]
                )
                if len(some) > _MAX_IN_CELL:
                    shown += Markup("<br>{}").format(say("and {number} more", number=len(some) - _MAX_IN_CELL))
                cells.append(shown or "–")
            rows.append(cells)
        heads = (say("Year"), *(say("Quarter {number}", number=number) for number in range(1, 5)))
        yield grid(say("By year"), heads, rows)
    if undated:
        yield note(say("Without a date: {number}.", number=undated))


def _chain(sheet: Sheet, chain: Sequence[Item]) -> Markup:
    arrow = Markup(" ← ")
    return arrow.join(
        sheet.titled(one) + Markup(" ") + sheet.status(one) + Markup(" ") + _day(sheet, one.text("date"))
        for one in chain
    )


def _all(sheet: Sheet) -> tuple[Piece, ...]:
    say = sheet.words
    rows = [
        (
            sheet.titled(one),
            sheet.status(one),
            plain(say(one.kind) if one.kind else "–"),
            _day(sheet, one.text("date")),
            plain(one.text("outcome") or "–"),
            _people(sheet, one, "decision_makers"),
        )
        for one in sorted(sheet.project.of_type("decision"), key=lambda one: one.text("date") or "9999", reverse=True)
    ]
    heads = (say("Decision"), say("Status"), say("Kind"), say("Decided"), say("Outcome"), say("Who decides"))
    if not rows:
        return (said(say("nothing yet")),)
    return sheet.bounded(say("All decisions"), heads, rows)
