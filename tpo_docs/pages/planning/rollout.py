"""The page of the rollout: waves and their people, and whether training, migration and support reach each site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Axis, Line, Part
from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Edition, Item, Page, Review
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, figure, note, plain, sign, state, tiles
from tpo_docs.places import ROLLOUT, Places, release_page
from tpo_docs.planning import rollout as facts
from tpo_docs.planning.rollout import Site, Wave
from tpo_docs.titles import title_text

_MAX_IN_CELL = 30
_FEW = 4
_MARKS = 4


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where a release is rolled out."""
    if any(facts.has_audience(release) for release in review.project.of_type("release") if release.living):
        sheet = Sheet(review, places, edition, ROLLOUT)
        yield sheet.finish(sheet.words("Rollout"), _sections(sheet), wide=True)


def _sections(sheet: Sheet) -> Iterator[Section]:
    say, project = sheet.words, sheet.project
    waves, sites = facts.waves(project), facts.sites(project)
    live = [site for site in sites if _live(sheet, site)]
    gone = [wave for wave in waves if _moved(sheet, wave)]
    gaps = sum(len(site.lacks) for site in sites)
    people = sum(wave.people for wave in waves)
    yield Section(
        "",
        (
            tiles(
                Tile(f"{len(live)}/{len(sites)}", say("sites live")),
                Tile(f"{sum(wave.people for wave in gone)}/{people}", say("people moved")),
                Tile(str(len(waves) - len(gone)), say("waves ahead")),
                Tile(str(gaps), say("gaps in preparation"), "", "missing" if gaps else "quiet"),
            ),
        ),
    )
    drawn = _chart(sheet)
    if waves:
        yield Section(say("Waves"), (*((figure(drawn),) if drawn else ()), *_waves(sheet, waves)))
    if sites:
        yield Section(say("Sites"), tuple(_sites(sheet, sites)))
    releases = [one for one in project.of_type("release") if one.living and facts.has_audience(one)]
    yield Section(say("Audience by release"), _audience(sheet, releases, waves))
    wanted = [one for one in project.of_type("requirement") if one.kind == "transition" and one.living]
    if wanted:
        yield Section(say("What the rollout has to fulfil"), _requirements(sheet, wanted))


def _live(sheet: Sheet, site: Site) -> bool:
    return any(_moved(sheet, wave) for wave in site.waves)


def _moved(sheet: Sheet, wave: Wave) -> bool:
    """Whether its day has come and its release is out."""
    return wave.on is not None and wave.on <= sheet.project.today and wave.release.category is Category.DONE


def _chart(sheet: Sheet) -> str:
    say = sheet.words
    points = facts.reached(sheet.project)
    if len(points) < 2:
        return ""
    line = tuple((float(on.toordinal()), float(total)) for on, total in points)
    low, high = line[0][0] - 1, line[-1][0]
    today = float(sheet.project.today.toordinal())
    lines = [Line(Part("first", say("People moved, as planned")), ((low, 0.0), *line), step=True)]
    top = line[-1][1] or 1.0
    if low <= today <= high:
        lines.append(Line(Part("second", say("Today")), ((today, 0.0), (today, top))))
    marks = tuple(
        (x, date.fromordinal(round(x)).isoformat())
        for x in (low + (high - low) * part / (_MARKS - 1) for part in range(_MARKS))
    )
    names = tuple((x, date.fromordinal(round(x)).isoformat()) for x, _ in (*lines[0].points, *lines[-1].points))
    across = Axis(say("Day"), low, high, marks, names)
    up = Axis(say("People"), 0.0, top, ((0.0, "0"), (top, f"{top:.10g}")))
    sentence = say("How many people work with it after each wave.")
    own = charts.Words(say("The numbers"), say("Total"), "–")
    return charts.lines(charts.Frame(say("People moved"), sentence, say("Day"), own), lines, across, up)


def _waves(sheet: Sheet, waves: Sequence[Wave]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = [
        (
            plain(wave.name or "–"),
            _day(sheet, wave),
            sheet.link(release_page(wave.release.id), wave.release.id) + Markup(" ") + sheet.status(wave.release),
            Markup(", ").join(sheet.who(name) for name in wave.sites[:_MAX_IN_CELL]) or plain("–"),
            plain(wave.people)
            + (
                Markup(" ") + state("suspect", say("{number} at its sites", number=wave.counted))
                if wave.differs
                else ""
            ),
        )
        for wave in waves
    ]
    heads = (say("Wave"), say("Day"), say("Release"), say("Sites"), say("People"))
    return sheet.bounded(say("Waves"), heads, rows)


def _day(sheet: Sheet, wave: Wave) -> Markup:
    if wave.on is None:
        return state("missing", sheet.words("no day set"))
    day = Markup('<span class="tpo-date">{}</span>').format(wave.on.isoformat())
    if wave.on > sheet.project.today:
        target = wave.release.date("target")
        if target is not None and wave.on < target and wave.release.category is not Category.DONE:
            return day + Markup(" ") + state("suspect", sheet.words("before its release"))
        return day
    if not _moved(sheet, wave):
        return day + Markup(" ") + state("failed", sheet.words("not released"))
    return day + Markup(" ") + state("ok", sheet.words("moved"))


def _sites(sheet: Sheet, sites: Sequence[Site]) -> Iterator[Piece]:
    say = sheet.words
    rows = [
        (
            sheet.ref(site.party),
            str(site.people) if site.people else "–",
            _moves(sheet, site),
            *(_duty(sheet, site, duty) for duty in facts.DUTIES),
        )
        for site in sites
    ]
    heads = (say("Site"), say("People"), say("Moves"), *(say(duty.capitalize()) for duty in facts.DUTIES))
    yield from sheet.bounded(say("Sites"), heads, rows, (1,))
    yield note(
        say(
            "What prepares a site: specifications of the kind rollout and requirements of the kind transition in the scope of its release that name the site, or no site at all. ✓ done, – agreed or in work, ? still a draft, ○ nothing."
        )
    )


def _moves(sheet: Sheet, site: Site) -> Markup:
    if not site.waves:
        return state("missing", sheet.words("in no wave"))
    return Markup("<br>").join(
        plain(wave.name) + Markup(' <span class="tpo-date">{}</span>').format(wave.on or "–") for wave in site.waves
    )


def _duty(sheet: Sheet, site: Site, duty: str) -> Markup:
    if not site.waves:
        return plain("–")
    some = [item for item in site.duties[duty] if item.type == "spec"] or site.duties[duty]
    if not some:
        return state("missing", sheet.words("nothing"))
    shown = Markup("<br>").join(_standing(sheet, [item]) + sheet.ref(item) for item in some[:_FEW])
    return shown + Markup(' <span class="tpo-count">+{}</span>').format(len(some) - _FEW) if len(some) > _FEW else shown


def _standing(sheet: Sheet, some: Sequence[Item]) -> Markup:
    """How far the furthest of what prepares something is, in the signs that the page explains."""
    say = sheet.words
    if not some:
        return state("missing", say("nothing"))
    if any(item.category is Category.DONE for item in some):
        return sign("ok", say("done"))
    return sign("none", say("agreed")) if any(item.committed for item in some) else sign("suspect", say("draft"))


def _audience(sheet: Sheet, releases: Sequence[Item], waves: Sequence[Wave]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = []
    for release in releases:
        rollout = release.group("rollout")
        written = rollout.text("audience").strip() if rollout is not None else ""
        own = [wave for wave in waves if wave.release is release]
        total = sum(wave.people for wave in own)
        preparing = [(item, facts.duties_of(item)) for item in facts.transition(sheet.project, release)]
        rows.append(
            (
                sheet.link(release_page(release.id), title_text(release.title) or release.id),
                written or "–",
                plain(total)
                + (Markup(" ") + state("suspect", say("differs")) if own and written and written != str(total) else ""),
                *(_standing(sheet, [item for item, duties in preparing if duty in duties]) for duty in facts.DUTIES),
            )
        )
    heads = (
        say("Release"),
        say("Audience"),
        say("People in waves"),
        *(say(duty.capitalize()) for duty in facts.DUTIES),
    )
    return sheet.bounded(say("Audience by release"), heads, rows, (1,))


def _requirements(sheet: Sheet, wanted: Sequence[Item]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = []
    for item in wanted:
        found = coverage(sheet.project).get(item.id)
        lacks = found.first_missing if found is not None else None
        specs = sheet.project.sources(item, "specifies")
        rows.append(
            (
                sheet.titled(item) + Markup(" ") + sheet.status(item),
                sheet.refs(spec.id for spec in specs[:_MAX_IN_CELL]) or "–",
                state("missing", "") + sheet.with_links(missing_words(lacks, say, of=item.id))
                if lacks is not None
                else state("ok", say("covered")),
            )
        )
    heads = (say("Requirement"), say("Specifications"), say("First missing step"))
    return sheet.bounded(say("What the rollout has to fulfil"), heads, rows)
