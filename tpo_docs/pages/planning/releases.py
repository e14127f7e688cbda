"""The pages of releases: when it will be done, what is missing first, and what it delivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Bar, Part
from tpo_docs.model import Category, Edition, Item, Page, Review
from tpo_docs.pages import marks, proofs
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.planning import scope
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
from tpo_docs.planning import burn_up
from tpo_docs.planning import releases as facts
from tpo_docs.planning.outlook import HitRate, Outlook, hit_rate, outlook
from tpo_docs.planning.plan import DAYS
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.releases import Step
from tpo_docs.planning.scores import MUST_SHARE
from tpo_docs.titles import title_text

LACKS = {
    "weeks": "there are fewer than 6 full weeks of history",
    "busy": "fewer than 3 weeks have anything finished",
    "finished": "fewer than 10 stories were finished",
}
_MAX_ROWS = 1000
_OTHERS = frozenset(("bug", "enabler", "spike", "debt"))
_NOTES = {"New": ("",), "Mended": ("bug",), "Behind the scenes": ("enabler", "spike", "debt")}
"""Headings of release notes, and which kinds of stories stand below each; all other kinds are new to users."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """A page of all releases, and one for each."""
    found = facts.releases(review.project)
    if not found:
        return
    sheet = Sheet(review, places, edition, RELEASES)
    yield sheet.finish(sheet.words("Releases and forecasts"), _all(sheet, found))
    for release in found:
        sheet = Sheet(review, places, edition, release_page(release.id))
        yield sheet.finish(title_text(release.title) or release.id, _one(sheet, release))


def _all(sheet: Sheet, found: tuple[Item, ...]) -> Iterator[Section]:
    say = sheet.words
    heads = (
        say("Release"),
        say("Status"),
        say("Target date"),
        say("Open stories"),
        "P50",
        "P85",
        say("On time"),
        say("Enablers"),
    )
    rows = []
    for release in found:
        seen = outlook(sheet.project, release)
        rows.append(
            (
                sheet.link(release_page(release.id), title_text(release.title) or release.id),
                sheet.status(release),
                release.text("released") or release.text("target") or "–",
                str(seen.open),
                str(seen.p50 or "–") if seen.open and release.category is not Category.DONE else "–",
                str(seen.p85 or "–") if seen.open and release.category is not Category.DONE else "–",
                _chance(sheet, seen),
                _enablers(sheet, release),
            )
        )
    yield Section(
        "", (grid(say("Releases"), heads, rows, (3, 7)), note(_source(sheet, outlook(sheet.project, found[0]))))
    )
    rate = hit_rate(sheet.project)
    if rate is not None:
        yield Section(say("How often our forecasts were right"), (Piece("text", plain(_hits(sheet, rate))),))


def _hits(sheet: Sheet, rate: HitRate) -> str:
    say = sheet.words
    of = say("1 release") if rate.releases == 1 else say("{number} releases", number=rate.releases)
    said = say(
        "{count} forecasts of {releases}, made from the history in each week before it was out: {p50} % were done by P50, {p85} % by P85.",
        count=rate.forecasts,
        releases=of,
        p50=round(100 * rate.p50),
        p85=round(100 * rate.p85),
    )
    few = say("Too few to mean anything yet: all forecasts of one release are right or wrong together.")
    return said if rate.telling else f"{said} {few}"


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
    days = burn_up.burn_up(sheet.project, release)
    if len(days) > 1:
        yield Section(say("Burn-up"), tuple(scope.pieces(sheet, seen, days)))
    yield Section(say("Readiness"), (_readiness(sheet, release),))
    must = facts.must_share(sheet.project, release)
    if must is not None:
        yield Section(say("Must share"), tuple(_must(sheet, release, must)))
    efforts = facts.effort_by_kind(sheet.project, release)
    if any(one.points for one in efforts):
        yield Section(say("Effort by kind of work"), tuple(_kinds(sheet, efforts)))
    goals = facts.goals_of(sheet.project, release)
    if goals:
        yield Section(say("Value delivered"), (_goals(sheet, release, goals),))
    done = [item for item in facts.stories_of(sheet.project, release) if item.category is Category.DONE]
    if done:
        yield Section(say("Release notes"), tuple(_notes(sheet, done)))


def _tiles(sheet: Sheet, seen: Outlook) -> Piece:
    say = sheet.words
    stories = facts.stories_of(sheet.project, seen.release)
    ready = sum(step.kind == "ready" for step in facts.readiness(sheet.project, seen.release))
    some = [
        Tile(f"{ready}/{len(stories)}", say("stories done, nothing missing")),
        Tile(
            seen.release.text("released") or seen.release.text("target") or "–",
            say("released") if seen.release.text("released") else say("target date"),
        ),
    ]
    if seen.p50 is not None and seen.open:
        some += [Tile(str(seen.p50), "P50"), Tile(str(seen.p85), "P85", "", "missing" if seen.misses else "")]
    return tiles(*some)


def _variance(sheet: Sheet, early: float) -> str:
    say = sheet.words
    count = number_text(round(abs(early), 1))
    if count == "1" and early > 0:
        return say("It came 1 iteration of {days} days before its target.", days=DAYS)
    if count == "1":
        return say("It came 1 iteration of {days} days behind its target.", days=DAYS)
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
    if seen.queue is not None:
        before = say("P50 and P85 where the {count} stories of releases due before come first", count=seen.queue.before)
        rows.append((before, f"{seen.queue.p50} / {seen.queue.p85}"))
    yield grid(say("Forecast"), (say("What"), say("Number")), rows, (1,))
    rate = hit_rate(sheet.project)
    if rate is not None:
        yield note(_hits(sheet, rate))


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
    if step.proof is not None:
        shown = sheet.with_links(proofs.step_words(step.proof, say, of=step.item.id))
        return state(marks.STATES[step.proof.verdict], "") + shown
    if step.kind == "status":
        return state("none", say("still to be done"))
    return state("ok", say("ready"))


def _must(sheet: Sheet, release: Item, must: facts.MustShare) -> Iterator[Piece]:
    say = sheet.words
    parts = tuple(
        Part(key, say(name) if name else say("no class"))
        for key, (name, _) in zip(("first", "second", "third", "fourth", "open"), must.by_class, strict=False)
    )
    bar = Bar(title_text(release.title) or release.id, tuple(size for _, size in must.by_class))
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


def _enablers(sheet: Sheet, release: Item) -> str:
    share = facts.enabler_share(facts.effort_by_kind(sheet.project, release))
    return "–" if share is None else f"{round(100 * share)} %"


def _kinds(sheet: Sheet, efforts: tuple[facts.KindEffort, ...]) -> Iterator[Piece]:
    say = sheet.words
    parts = (Part("done", say("Done")), Part("open", say("Open")))
    bars = [Bar(say(one.kind) if one.kind else say("no kind"), (one.done, one.open)) for one in efforts if one.points]
    frame = sheet.frame(
        say("Effort by kind of work"), say("The estimates of the release by the kind of its stories."), say("Kind")
    )
    yield figure(charts.bars(frame, parts, bars))
    whole = sum(one.points for one in efforts)
    points = sum(one.points for one in efforts if one.kind == facts.ENABLER)
    text = say(
        "Enablers take {points} of {whole} points: {share} %. They are the technical ground that other stories stand on.",
        points=number_text(points),
        whole=number_text(whole),
        share=round(100 * (facts.enabler_share(efforts) or 0.0)),
    )
    yield Piece("text", plain(text))
    unknown = sum(one.unestimated for one in efforts)
    if unknown:
        yield note(say("Stories without an estimate, which count as nothing here: {count}.", count=unknown))


def _goals(sheet: Sheet, release: Item, goals: Mapping[str, tuple[str, ...]]) -> Piece:
    say = sheet.words
    rows = []
    for name, stories in goals.items():
        goal = sheet.project.items[name]
        done = sum(sheet.project.items[story].category is Category.DONE for story in stories)
        moved = [_movement(sheet, one) for one in facts.movements(sheet.project, release, goal)]
        shown = Markup("<br>").join(moved) if moved else plain(say("no key result"))
        rows.append((sheet.titled(goal), f"{done} / {len(stories)}", shown))
    heads = (say("Goal"), say("Stories done that serve it"), say("Key results, from its begin to its end (or today)"))
    return grid(say("Value delivered"), heads, rows, (1,))


def _movement(sheet: Sheet, one: facts.Movement) -> Markup:
    say = sheet.words
    if one.after is None:
        return plain(f"{one.reading.title}: {say('not measured')}")
    before = number_text(one.before.value) if one.before is not None else "–"
    unit = f" {one.reading.unit}" if one.reading.unit else ""
    text = plain(f"{one.reading.title}: {before} → {number_text(one.after.value)}{unit}")
    if one.moved is None:
        return text
    share = say("{percent} % of the way", percent=f"{round(100 * one.moved):+d}")
    return text + Markup(' <span class="tpo-note">{}</span>').format(share)


def _notes(sheet: Sheet, done: list[Item]) -> Iterator[Piece]:
    """The finished stories, those that users see first."""
    say = sheet.words
    for name, kinds in _NOTES.items():
        some = [item for item in done if (item.kind if item.kind in _OTHERS else "") in kinds]
        if some:
            yield Piece("text", Markup("<strong>{}</strong>").format(say(name)))
            yield listed(_note(sheet, item) for item in some)


def _note(sheet: Sheet, item: Item) -> Markup:
    """A story, and what it means in plain words: its own, else those of the requirement that it realizes."""
    found = (item, *sheet.project.targets(item, "realizes"))
    words_ = next((text for one in found if (text := one.text("plain"))), "")
    shown = sheet.titled(item)
    return shown + Markup("<br>") + Markup(sheet.links.inline(words_)) if words_ else shown
