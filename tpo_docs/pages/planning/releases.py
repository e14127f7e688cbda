"""The pages of releases: when it will be done, what is missing first, how the scope moved, and what it delivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Line, Part
from tpo_docs.model import Category, Edition, Item, Page, ReleaseState, Review
from tpo_docs.pages import blocks
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.planning.origin import throughput_words
from tpo_docs.pages.planning.sheet import (
    Piece,
    Section,
    Sheet,
    Tile,
    empty,
    figure,
    grid,
    listed,
    note,
    plain,
    state,
    tiles,
)
from tpo_docs.places import RELEASES, Places, release_page
from tpo_docs.planning import releases as facts
from tpo_docs.planning.plan import DAYS
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.releases import Outlook, Step, outlook
from tpo_docs.planning.scores import MUST_SHARE

LACKS = {
    "weeks": "there are fewer than 6 full weeks of history",
    "busy": "fewer than 3 weeks have anything finished",
    "finished": "fewer than 10 stories were finished",
}
_MAX_MARKS = 6
_MAX_STEPS = 40
_MAX_ROWS = 1000


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """A page of all releases, and one for each."""
    found = facts.releases(review.project)
    if not found:
        return
    sheet = Sheet(review, places, edition, RELEASES)
    yield sheet.finish(sheet.words("Releases and forecasts"), _all(sheet, found))
    for release in found:
        sheet = Sheet(review, places, edition, release_page(release.id))
        yield sheet.finish(release.title or release.id, _one(sheet, release))


def _all(sheet: Sheet, found: tuple[Item, ...]) -> Iterator[Section]:
    say = sheet.words
    heads = (say("Release"), say("Status"), say("Target"), say("Open stories"), "P50", "P85", say("On time"))
    rows = []
    for release in found:
        seen = outlook(sheet.project, release)
        rows.append(
            (
                sheet.link(release_page(release.id), release.title or release.id),
                sheet.status(release),
                release.text("released") or release.text("target") or "–",
                str(seen.open),
                str(seen.p50 or "–") if release.category is not Category.DONE else "–",
                str(seen.p85 or "–") if release.category is not Category.DONE else "–",
                _chance(sheet, seen),
            )
        )
    yield Section(
        "", (grid(say("Releases"), heads, rows, (3,)), note(_source(sheet, outlook(sheet.project, found[0]))))
    )
    rate = facts.hit_rate(sheet.project)
    if rate is not None:
        text = say(
            "{count} forecasts, made from the recorded history in each week before a release was out: {p50} % were done by P50, {p85} % by P85.",
            count=rate.forecasts,
            p50=round(100 * rate.p50),
            p85=round(100 * rate.p85),
        )
        yield Section(say("How often our forecasts were right"), (Piece("text", plain(text)),))


def _one(sheet: Sheet, release: Item) -> Iterator[Section]:
    say = sheet.words
    seen = outlook(sheet.project, release)
    pieces: list[Piece] = [
        Piece("text", sheet.titled(release) + Markup(" ") + sheet.status(release)),
        _tiles(sheet, seen),
    ]
    early = facts.variance(release)
    if early is not None:
        pieces.append(note(_variance(sheet, early)))
    yield Section("", tuple(pieces))
    if release.category is not Category.DONE:
        yield Section(say("Forecast"), tuple(_forecast(sheet, seen)))
    days = facts.burn_up(sheet.project, release)
    if len(days) > 1:
        yield Section(say("Burn-up"), tuple(_burn_up(sheet, seen, days)))
    yield Section(say("Readiness"), (_readiness(sheet, release),))
    must = facts.must_share(sheet.project, release)
    if must is not None:
        yield Section(say("Must share"), tuple(_must(sheet, release, must)))
    goals = facts.goals_of(sheet.project, release)
    if goals:
        yield Section(say("Value delivered"), (_goals(sheet, goals),))
    done = [item for item in facts.stories_of(sheet.project, release) if item.category is Category.DONE]
    if done:
        notes = (
            sheet.titled(item)
            + (Markup("<br>") + Markup(sheet.links.inline(item.text("plain"))) if item.text("plain") else "")
            for item in done
        )
        yield Section(say("Release notes"), (listed(notes),))


def _tiles(sheet: Sheet, seen: Outlook) -> Piece:
    say = sheet.words
    stories = facts.stories_of(sheet.project, seen.release)
    ready = sum(step.kind == "ready" for step in facts.readiness(sheet.project, seen.release))
    some = [
        Tile(f"{ready}/{len(stories)}", say("stories ready")),
        Tile(
            seen.release.text("released") or seen.release.text("target") or "–",
            say("released") if seen.release.text("released") else say("target"),
        ),
    ]
    if seen.p50 is not None and seen.open:
        some += [Tile(str(seen.p50), "P50"), Tile(str(seen.p85), "P85", "", "missing" if seen.misses else "")]
    return tiles(*some)


def _variance(sheet: Sheet, early: float) -> str:
    say = sheet.words
    count = number_text(round(abs(early), 1))
    if early > 0:
        return say("It came {count} iterations of {days} days before its target.", count=count, days=DAYS)
    if early < 0:
        return say("It came {count} iterations of {days} days behind its target.", count=count, days=DAYS)
    return say("It came on the day of its target.")


def _source(sheet: Sheet, seen: Outlook) -> str:
    return throughput_words(sheet.project, seen.sample.weeks, sheet.words)


def _chance(sheet: Sheet, seen: Outlook) -> Markup:
    say = sheet.words
    if seen.release.category is Category.DONE:
        return plain(say("done"))
    if seen.probability is None or not seen.open:
        return plain("–")
    return state("failed" if seen.misses else "ok", f"{round(100 * seen.probability)} %")


def _forecast(sheet: Sheet, seen: Outlook) -> Iterator[Piece]:
    say = sheet.words
    yield note(_source(sheet, seen))
    if seen.forecast is None:
        yield empty(say("Not enough data for a forecast: {why}.", why=say(LACKS[seen.sample.lacks])))
        if seen.guess is not None:
            yield note(
                say(
                    "A guess from the plan, and no forecast: {p50} as likely as not, {p85} with 85 %.",
                    p50=seen.guess.p50,
                    p85=seen.guess.p85,
                )
            )
        return
    if not seen.open:
        yield empty(say("Nothing is open."))
        return
    rows = [
        (say("Open stories, with those that others need"), str(seen.open)),
        (say("Taken to grow up to"), f"× {number_text(seen.forecast.growth)}"),
    ]
    rows += [(say("Done with 50 % (P50)"), str(seen.p50)), (say("Done with 85 % (P85)"), str(seen.p85))]
    if seen.probability is not None and seen.target is not None:
        rows.append((say("Done by the target, {day}", day=seen.target), f"{round(100 * seen.probability)} %"))
        rows.append((say("Wanted confidence"), f"{round(100 * seen.confidence)} %"))
        rows.append((say("Stories done by the target with 85 %"), str(seen.by_target)))
    else:
        yield note(say("The release has no target, so nobody can say how likely it is."))
    yield grid(say("Forecast"), (say("What"), say("Number")), rows, (1,))


def _burn_up(sheet: Sheet, seen: Outlook, days: tuple[tuple[date, ReleaseState], ...]) -> Iterator[Piece]:
    say = sheet.words
    points = any(state_.scope_points for _, state_ in days)
    scope = [(float(day.toordinal()), s.scope_points if points else s.scope) for day, s in days]
    done = [(float(day.toordinal()), s.done_points if points else s.done) for day, s in days]
    lines = [
        Line(Part("first", say("Scope")), tuple(scope), step=True),
        Line(Part("second", say("Done")), tuple(done), step=True),
    ]
    if seen.p50 is not None and seen.p85 is not None and seen.open:
        for part, day in ((Part("third", "P50"), seen.p50), (Part("fourth", "P85"), seen.p85)):
            if day < date.max:
                lines.append(Line(part, (done[-1], (float(day.toordinal()), scope[-1][1]))))
    ends = [x for line in lines for x, _ in line.points]
    low, high = min(ends), max(ends)
    marks = tuple(
        (x, date.fromordinal(round(x)).isoformat())
        for x in (low + (high - low) * part / (_MAX_MARKS - 1) for part in range(_MAX_MARKS))
    )
    most = max(y for line in lines for _, y in line.points) or 1.0
    names = tuple((x, date.fromordinal(round(x)).isoformat()) for x in dict.fromkeys(ends))
    across = Axis(say("Day"), low, high, marks, names)
    up = Axis(
        say("Points") if points else say("Stories"),
        0.0,
        most,
        ((0.0, "0"), (most / 2, number_text(most / 2)), (most, number_text(most))),
    )
    sentence = say("Scope and what is done of it on each recorded day; the dashed ends are the forecast.")
    yield figure(
        charts.lines(
            sheet.frame(say("Burn-up in points") if points else say("Burn-up in stories"), sentence, say("Day")),
            lines,
            across,
            up,
        )
    )
    steps = facts.scope_steps(sheet.project, seen.release)
    if steps:
        rows = (
            (
                str(step.on),
                f"{number_text(step.before)} → {number_text(step.after)}",
                sheet.refs(step.added) or "–",
                sheet.refs(step.removed) or "–",
            )
            for step in steps[-_MAX_STEPS:]
        )
        yield grid(say("How the scope moved"), (say("Day"), say("Stories"), say("Added"), say("Removed")), rows)
        grown = facts.growth(sheet.project, seen.release)
        yield note(say("The scope is {factor} times that of the day the release began.", factor=number_text(grown)))


def _readiness(sheet: Sheet, release: Item) -> Piece:
    say = sheet.words
    steps = facts.readiness(sheet.project, release)
    if not steps:
        return empty(
            say("No story is planned for this release."),
            say("Write `release: {id}` into stories or epics.", id=release.id),
        )
    heads = (say("Item"), say("Status"), say("First missing step"))
    return grid(
        say("Readiness"),
        heads,
        ((_pulled(sheet, step), sheet.status(step.item), _step(sheet, step)) for step in steps[:_MAX_ROWS]),
    )


def _pulled(sheet: Sheet, step: Step) -> Markup:
    shown = sheet.titled(step.item)
    return (
        shown + Markup(' <span class="tpo-note">{}</span>').format(sheet.words("others need it"))
        if step.pulled
        else shown
    )


def _step(sheet: Sheet, step: Step) -> Markup:
    say = sheet.words
    errors = [one for one in sheet.review.about(step.item.id) if one.severity.value == "error"]
    if step.missing is not None:
        return state("missing", "") + sheet.with_links(missing_words(step.missing, say, of=step.item.id))
    if errors:
        return state("failed", errors[0].message)
    if step.kind == "status":
        return state("none", say("still to be done"))
    return state("ok", say("ready"))


def _must(sheet: Sheet, release: Item, must: facts.MustShare) -> Iterator[Piece]:
    say = sheet.words
    parts = tuple(
        Part(key, say(name) if name else say("no class"))
        for key, (name, _) in zip(("first", "second", "third", "fourth", "open"), must.by_class, strict=False)
    )
    bar = Bar(release.title or release.id, tuple(size for _, size in must.by_class))
    yield figure(
        charts.bars(
            sheet.frame(
                say("Effort by class"), say("The estimates of the release by class of MoSCoW."), say("Release")
            ),
            parts,
            [bar],
        )
    )
    text = say(
        "Must takes {must} of {room} points: {share} %. Above {limit} % there is nothing left to give when things go wrong.",
        must=number_text(must.must),
        room=number_text(must.room),
        share=round(100 * must.share),
        limit=round(100 * MUST_SHARE),
    )
    yield Piece("text", (state("failed", "") if must.share > MUST_SHARE else state("ok", "")) + plain(text))
    yield note(
        say("The room is the capacity of the release.")
        if must.capacity
        else say("The release has no capacity; the room is the sum of its estimates.")
    )


def _goals(sheet: Sheet, goals: Mapping[str, tuple[str, ...]]) -> Piece:
    say = sheet.words
    rows = []
    for name, stories in goals.items():
        goal = sheet.project.items[name]
        results = [blocks.key_result(group, sheet.project) for group in goal.groups("key_results")]
        known = [result.percent for result in results if result.percent is not None]
        moved = f"{round(sum(known) / len(known))} %" if known else say("not measured")
        rows.append((sheet.titled(goal), str(len(stories)), moved))
    return grid(
        say("Value delivered"), (say("Goal"), say("Stories that serve it"), say("Key results reached")), rows, (1, 2)
    )
