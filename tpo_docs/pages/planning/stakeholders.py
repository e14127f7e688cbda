"""The pages of stakeholders: where they stand, what waits for them, who has not been heard; and one for each persona."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.matrix import actors
from tpo_docs.model import Category, Edition, Item, Page, Review, natural_key
from tpo_docs.pages.planning.sheet import (
    Piece,
    Rows,
    Section,
    Sheet,
    Tile,
    bar,
    empty,
    grid,
    note,
    plain,
    said,
    state,
    tiles,
)
from tpo_docs.places import PARTIES, STAKEHOLDERS, Places, anchor, persona_page
from tpo_docs.planning import feedback
from tpo_docs.planning import stakeholders as facts
from tpo_docs.planning.goals import served
from tpo_docs.planning.stakeholders import Waiting
from tpo_docs.scope import release_of
from tpo_docs.titles import title_text

_MAX_IN_CELL = 24
_FEW = 3


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The page of all stakeholders, and one for each persona."""
    if not facts.stakeholders(review.project):
        return
    sheet = Sheet(review, places, edition, STAKEHOLDERS)
    yield sheet.finish(sheet.words("Stakeholders"), _sections(sheet), wide=True)
    for persona in _personas(review):
        sheet = Sheet(review, places, edition, persona_page(persona.id))
        yield sheet.finish(title_text(persona.title) or persona.id, _persona(sheet, persona))


def _personas(review: Review) -> list[Item]:
    return [party for party in review.project.of_type("party") if party.kind == "persona" and party.living]


def _sections(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    every, rows = facts.stakeholders(sheet.project), facts.rows(sheet.project)
    silent = sum(not row.total for row in rows)
    waits = facts.waiting(sheet.project)
    late = sum(one.due is not None and one.due < sheet.project.today for one in waits)
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(every)), say("stakeholders")),
                Tile(str(silent), say("not heard yet"), "", "missing" if silent else "quiet"),
                Tile(str(len(waits)), say("things that wait for somebody")),
                Tile(str(late), say("of them past their day"), "", "missing" if late else "quiet"),
            ),
        ),
    )
    if facts.placed(sheet.project):
        yield Section(say("Influence and interest"), tuple(_placed(sheet)))
    yield Section(say("What waits for whom"), _waits(sheet, waits))
    yield Section(say("Who has a part in what"), tuple(_matrix(sheet, rows)))
    personas = _personas(sheet.review)
    if personas:
        yield Section(say("Personas"), _overview(sheet, personas))


def _who(sheet: Sheet, party: Item) -> Markup:
    if party.kind == "persona":
        return sheet.link(persona_page(party.id), title_text(party.title) or party.id)
    return sheet.ref(party)


def _placed(sheet: Sheet) -> Iterator[Piece]:
    say = sheet.words
    spots = facts.placed(sheet.project)
    rows = []
    for influence in reversed(facts.STEPS):
        cells: list[str | Markup] = [say("Influence {number}", number=influence)]
        for interest in facts.STEPS:
            some = spots.get((influence, interest), ())
            shown = Markup("<br>").join(_who(sheet, party) for party in some[:_MAX_IN_CELL])
            if len(some) > _MAX_IN_CELL:
                shown += Markup("<br>{}").format(say("and {number} more", number=len(some) - _MAX_IN_CELL))
            cells.append(shown)
        rows.append(cells)
    heads = ("", *(say("Interest {number}", number=interest) for interest in facts.STEPS))
    yield grid(say("Influence and interest"), (say("Party"), *heads[1:]), rows)
    yield note(
        say(
            "High influence and high interest: manage closely. High influence alone: keep satisfied. High interest alone: keep informed. Neither: watch."
        )
    )
    placed = {party.id for some in spots.values() for party in some}
    missing = [
        party.id for party in facts.stakeholders(sheet.project) if party.id not in placed and party.kind != "site"
    ]
    if missing:
        yield said(plain(say("Without influence and interest")) + Markup(": ") + sheet.refs(missing[:_MAX_IN_CELL]))


def _waits(sheet: Sheet, waits: Sequence[Waiting]) -> tuple[Piece, ...]:
    say = sheet.words
    if not waits:
        return (empty(say("Nothing waits for anybody.")),)
    rows = []
    before = ""
    for one in waits:
        what = plain(say(one.kind.value))
        if one.what:
            what += Markup(": ") + Markup(sheet.links.inline(one.what))
        late = one.due is not None and one.due < sheet.project.today
        due = plain("–")
        if one.due is not None:
            due = Markup('<span class="{}">{}</span>').format("tpo-late" if late else "tpo-date", one.due)
        rows.append((sheet.who(one.party) if one.party != before else "", what, sheet.titled(one.item), due))
        before = one.party
    heads = (say("Party"), say("What to do"), say("Item"), say("Until"))
    return sheet.bounded(say("What waits for whom"), heads, rows)


def _matrix(sheet: Sheet, found: Sequence[facts.Row]) -> Iterator[Piece]:
    say, project = sheet.words, sheet.project
    types = [name for name in project.schema.types if any(name in row.items for row in found)]
    rows = []
    for row in found:
        name = _who(sheet, row.party)
        if not row.total:
            name += Markup(" ") + state("missing", say("not heard yet"))
        cells = [_cell(sheet, row.items.get(kind, ())) for kind in types]
        rows.append((name, *cells))
    heads = (say("Stakeholder"), *(say.plural(name) for name in types))
    yield from sheet.bounded(say("Who has a part in what"), heads, rows)
    yield said(
        plain(say("As owner, source, user, decision maker or whoever is named. All of it by name:"))
        + Markup(" ")
        + sheet.link(PARTIES, say("Parties"))
    )


def _cell(sheet: Sheet, names: Sequence[str]) -> Markup:
    if not names:
        return Markup('<span class="tpo-none">–</span>')
    some = sorted(names, key=natural_key)
    shown = sheet.refs(some[:_FEW])
    if len(some) > _FEW:
        shown += Markup(' <span class="tpo-count">{}</span>').format(f"+{len(some) - _FEW}")
    return shown


def _overview(sheet: Sheet, personas: Sequence[Item]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = []
    for persona in personas:
        stories = _named(sheet, persona, "as")
        done = sum(one.category is Category.DONE for one in stories)
        rows.append(
            (
                sheet.link(persona_page(persona.id), title_text(persona.title) or persona.id),
                persona.text("segment") or "–",
                persona.text("represents") or "–",
                Markup(sheet.links.inline(persona.text("needs"))) if persona.text("needs") else "–",
                bar(done, len(stories), say("done")) if stories else state("missing", say("no story")),
            )
        )
    heads = (say("Persona"), say("Segment"), say("People"), say("Needs"), say("Stories done"))
    return sheet.bounded(say("Personas"), heads, rows, (2,))


# ---- a persona --------------------------------------------------------------------------------------------------


def _named(sheet: Sheet, party: Item, field: str) -> list[Item]:
    names = (part.item for part in actors(sheet.project).get(party.id, ()) if part.field == field)
    return [sheet.project.items[name] for name in sorted(dict.fromkeys(names), key=natural_key)]


def _persona(sheet: Sheet, persona: Item) -> Iterator[Section]:
    say = sheet.words
    stories = [one for one in _named(sheet, persona, "as") if one.type == "story"]
    asked = [one for one in _named(sheet, persona, "source") if one.type == "requirement"]
    told = [one for one in _named(sheet, persona, "from") if one.type == "feedback"]
    done = sum(one.category is Category.DONE for one in stories)
    pieces: list[Piece] = (
        [said(sheet.link(PARTIES, say("Parties"), anchor(persona.id)))]
        if persona.is_row
        else [said(sheet.titled(persona))]
    )
    if persona.text("needs"):
        pieces.append(said(Markup("<strong>{}</strong>").format(Markup(sheet.links.inline(persona.text("needs"))))))
    pieces.append(
        tiles(
            Tile(persona.text("represents") or "–", say("people")),
            Tile(f"{done}/{len(stories)}", say("stories done"), "", "" if stories else "missing"),
            Tile(str(len(told)), say("times heard"), "", "" if told else "missing"),
            Tile(persona.text("segment") or "–", say("segment")),
        )
    )
    yield Section("", tuple(pieces))
    if stories:
        rows = Rows(
            stories,
            lambda one: (
                sheet.titled(one) + Markup(" ") + sheet.status(one),
                Markup(sheet.links.inline(one.text("want"))) if one.text("want") else "–",
                sheet.ref(release) if (release := release_of(sheet.project, one)) is not None else "–",
            ),
        )
        heads = (say("Story"), say("Wants to"), say("Release"))
        yield Section(say("What they get"), sheet.bounded(say("What they get"), heads, rows))
    else:
        yield Section(
            say("What they get"),
            (empty(say("No story is for them."), say("Write `as: {id}` into a story.", id=persona.id)),),
        )
    if asked:
        titles = (say("Requirement"), say("Status"))
        rows_ = Rows(asked, lambda one: (sheet.titled(one), sheet.status(one)))
        yield Section(say("What they asked for"), sheet.bounded(say("What they asked for"), titles, rows_))
    if told:
        fates = feedback.by_id(sheet.project)
        heads = (say("Feedback"), say("Heard"), say("What it became"))
        shown = [
            (
                sheet.titled(one),
                Markup('<span class="tpo-date">{}</span>').format(one.text("date") or "–"),
                sheet.refs(item.id for item in fates[one.id].became[:_MAX_IN_CELL])
                or state("missing" if fates[one.id].late else "none", say(fates[one.id].fate.value)),
            )
            for one in told
        ]
        yield Section(say("What they told us"), sheet.bounded(say("What they told us"), heads, shown))
    goals = _goals(sheet, {one.id for one in stories})
    if goals:
        columns = (say("Goal"), say("Stories that serve it"))
        yield Section(say("Goals that this serves"), sheet.bounded(say("Goals that this serves"), columns, goals, (1,)))


def _goals(sheet: Sheet, stories: set[str]) -> list[tuple[str | Markup, ...]]:
    """The goals that the stories of a persona serve, with how many do."""
    found: list[tuple[str | Markup, ...]] = []
    for goal in sheet.project.of_type("goal"):
        if goal.living:
            count = len(stories & served(sheet.project, goal).names)
            if count:
                found.append((sheet.titled(goal), str(count)))
    return found
