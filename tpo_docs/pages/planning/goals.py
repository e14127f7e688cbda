"""The pages of goals and metrics: are objectives moving, which work serves them, and the trend of every number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Edition, Item, Page, Review
from tpo_docs.pages import blocks
from tpo_docs.pages.planning import trends
from tpo_docs.pages.planning.sheet import (
    Piece,
    Section,
    Sheet,
    Tile,
    bar,
    empty,
    figure,
    grid,
    note,
    plain,
    said,
    tiles,
)
from tpo_docs.places import GOALS, METRICS, Places, list_page, metric_page, release_page
from tpo_docs.planning import goals as facts
from tpo_docs.planning.goals import BAD, GOOD, Reading, Served, Verdict
from tpo_docs.titles import title_text

_MAX_SECTIONS = 25
_MAX_CHARTS = 4
_MAX_OBSERVATIONS = 520
_MAX_REFS = 40
KINDS = {"outcome": "Outcomes", "quality": "Qualities", "delivery": "Delivery"}
"""What the kinds of metrics are called."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The page of goals, the page of metrics, and one for each metric."""
    goals = [goal for goal in review.project.of_type("goal") if goal.living]
    if goals:
        sheet = Sheet(review, places, edition, GOALS)
        yield sheet.finish(sheet.words("Goals and key results"), _goals(sheet, goals))
    metrics = review.project.of_type("metric")
    if metrics:
        sheet = Sheet(review, places, edition, METRICS)
        yield sheet.finish(sheet.words("Metrics and trends"), _metrics(sheet, metrics), wide=True)
    for metric in metrics:
        sheet = Sheet(review, places, edition, metric_page(metric.id))
        yield sheet.finish(title_text(metric.title) or metric.id, _metric(sheet, metric))


# ---- goals ------------------------------------------------------------------------------------------------------


def _goals(sheet: Sheet, goals: Sequence[Item]) -> Iterator[Section]:
    say = sheet.words
    read = {goal.id: facts.key_results(sheet.project, goal) for goal in goals}
    every = [reading for some in read.values() for reading in some]
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(goals)), say("goals")),
                Tile(
                    f"{sum(one.verdict in GOOD for one in every)}/{len(every)}", say("key results reached or on track")
                ),
                _tile(sheet, every, (Verdict.AT_RISK,), "at risk"),
                _tile(sheet, every, tuple(BAD), "behind or missed"),
                *_unmeasured(sheet, every),
            ),
            *_overview(sheet, goals, read),
            note(
                say(
                    "On track: the last observation is at least where the straight way from start to target (by its milestones, where there are any) is on that day. At risk: at least {share} % of that way is done. A goal is as its weakest key result.",
                    share=round(100 * facts.TOLERANCE),
                )
            ),
        ),
    )
    for goal in goals[:_MAX_SECTIONS]:
        yield Section(f"{goal.id} {title_text(goal.title)}".strip(), tuple(_goal(sheet, goal, read[goal.id])))
    if len(goals) > _MAX_SECTIONS:
        more = say("and {number} more", number=len(goals) - _MAX_SECTIONS)
        yield Section(say("Others"), (note(more), said(sheet.link(list_page("goal"), say.plural("goal")))))


def _tile(sheet: Sheet, every: Sequence[Reading], verdicts: Sequence[Verdict], text: str) -> Tile:
    count = sum(one.verdict in verdicts for one in every)
    return Tile(str(count), sheet.words(text), "", "missing" if count else "quiet")


def _unmeasured(sheet: Sheet, every: Sequence[Reading]) -> Iterator[Tile]:
    if any(one.verdict is Verdict.UNKNOWN for one in every):
        yield _tile(sheet, every, (Verdict.UNKNOWN,), "not measured")


def _overview(sheet: Sheet, goals: Sequence[Item], read: dict[str, tuple[Reading, ...]]) -> tuple[Piece, ...]:
    say = sheet.words
    rows = []
    for goal in goals:
        results, serving = read[goal.id], facts.served(sheet.project, goal)
        mean = facts.mean_progress(results)
        reached = facts.percent(mean) if mean is not None else None
        rows.append(
            (
                sheet.titled(goal) + Markup(" ") + sheet.status(goal),
                trends.verdict(sheet, facts.verdict_of(results)) if results else plain("–"),
                bar(reached, 100, say("reached"), f"{reached} %") if reached is not None else "–",
                bar(serving.done, serving.stories, say("done")) if serving.stories else "–",
                bar(serving.covered, serving.expected, say("covered")) if serving.expected else "–",
            )
        )
    heads = (say("Goal"), say("Verdict"), say("Reached"), say("Stories done"), say("Covered"))
    return sheet.bounded(say("Goals"), heads, rows)


def _goal(sheet: Sheet, goal: Item, results: Sequence[Reading]) -> Iterator[Piece]:
    say = sheet.words
    about = sheet.ref(goal) + Markup(" ") + sheet.status(goal)
    if goal.owner:
        about += Markup(" · ") + sheet.who(goal.owner)
    if goal.text("horizon"):
        about += Markup(" · {}").format(goal.text("horizon"))
    yield said(about)
    if goal.text("plain"):
        yield said(Markup(sheet.links.inline(goal.text("plain"))))
    if results:
        heads = (say("Key result"), say("From"), say("To"), say("Until"), say("Latest"), say("Reached"), say("Verdict"))
        yield grid(say("Key results"), heads, (_result(sheet, one) for one in results), (1, 2))
        for reading in results[:_MAX_CHARTS]:
            drawn = trends.chart(sheet, reading)
            if drawn:
                yield figure(drawn)
            ahead = trends.words(sheet, reading)
            if ahead:
                yield note(f"{reading.title}: {ahead}")
    else:
        yield empty(
            say("The goal has no key results."),
            say("Write `key_results:` with a metric, `from`, `to` and `by`."),
        )
    yield _serving(sheet, facts.served(sheet.project, goal))


def _result(sheet: Sheet, reading: Reading) -> tuple[Markup | str, ...]:
    late = reading.verdict is Verdict.MISSED
    return (
        trends.named(sheet, reading),
        trends.value(reading.course.start),
        trends.value(reading.course.aim),
        Markup('<span class="tpo-late">{}</span>').format(reading.course.by) if late else trends.day(reading.course.by),
        trends.latest(reading),
        trends.progress(sheet, reading),
        trends.verdict(sheet, reading.verdict),
    )


def _serving(sheet: Sheet, serving: Served) -> Piece:
    say = sheet.words
    shown = sheet.refs(item.id for item in serving.requirements[:_MAX_REFS])
    if len(serving.requirements) > _MAX_REFS:
        shown += Markup(" {}").format(say("and {number} more", number=len(serving.requirements) - _MAX_REFS))
    releases = Markup("<br>").join(
        sheet.link(release_page(release.id), title_text(release.title) or release.id)
        + Markup(' <span class="tpo-note">{}/{}</span>').format(done, total)
        for release, total, done in serving.releases
    )
    rows = (
        (say("Requirements that support it"), shown or state_missing(sheet)),
        (say("Covered"), bar(serving.covered, serving.expected, say("covered")) if serving.expected else "–"),
        (
            say("Covered down to the proof"),
            bar(serving.deep, serving.expected, say("covered")) if serving.expected else "–",
        ),
        (say("Stories done"), bar(serving.done, serving.stories, say("done")) if serving.stories else "–"),
        (say("Releases that move it"), releases or "–"),
    )
    return grid(say("What works for it"), (say("What works for it"), say("How much")), rows)


def state_missing(sheet: Sheet) -> Markup:
    """Nothing there that should be."""
    return Markup('<span class="tpo-none">{}</span>').format(sheet.words("nothing yet"))


# ---- metrics ----------------------------------------------------------------------------------------------------


def _metrics(sheet: Sheet, metrics: Sequence[Item]) -> Iterator[Section]:
    say = sheet.words
    living = [metric for metric in metrics if metric.living]
    every = [facts.metric_reading(sheet.project, metric) for metric in living]
    yield Section(
        "",
        (
            tiles(
                Tile(str(len(living)), say("metrics")),
                Tile(str(sum(one.verdict in GOOD for one in every)), say("reached or on track")),
                _tile(sheet, every, (Verdict.AT_RISK,), "at risk"),
                _tile(sheet, every, tuple(BAD), "behind or missed"),
                *_unmeasured(sheet, every),
            ),
        ),
    )
    for kind in dict.fromkeys((*KINDS, *sorted({metric.kind for metric in living}))):
        some = [metric for metric in living if metric.kind == kind]
        if some:
            title = say(KINDS[kind]) if kind in KINDS else kind or say("Others")
            yield Section(title, sheet.bounded(title, _heads(sheet), [_row(sheet, metric) for metric in some], (2, 4)))
    gone = [metric for metric in metrics if not metric.living]
    if gone:
        yield Section(
            say("Retired"),
            sheet.bounded(say("Retired"), _heads(sheet), [_row(sheet, metric) for metric in gone], (2, 4)),
        )


def _heads(sheet: Sheet) -> tuple[str, ...]:
    say = sheet.words
    return (say("Metric"), say("Trend"), say("Baseline"), say("Latest"), say("Target"), say("Verdict"), say("Used by"))


def _row(sheet: Sheet, metric: Item) -> tuple[Markup | str, ...]:
    reading = facts.metric_reading(sheet.project, metric)
    used = facts.measures(sheet.project, metric)
    return (
        Markup("{} ").format(metric.id) + trends.named(sheet, reading),
        Markup(blocks.spark(reading.rows, reading.course.aim)) or "–",
        trends.value(reading.course.start),
        trends.latest(reading),
        plain(trends.value(reading.course.aim))
        + (Markup(" ") + trends.day(reading.course.by) if reading.course.by is not None else ""),
        trends.verdict(sheet, reading.verdict),
        sheet.refs(item.id for item in used[:_MAX_REFS]) or "–",
    )


def _metric(sheet: Sheet, metric: Item) -> Iterator[Section]:
    say = sheet.words
    reading = facts.metric_reading(sheet.project, metric)
    about = sheet.ref(metric) + Markup(" ") + sheet.status(metric)
    if metric.owner:
        about += Markup(" · ") + sheet.who(metric.owner)
    pieces: list[Piece] = [said(about)]
    if metric.text("plain"):
        pieces.append(said(Markup(sheet.links.inline(metric.text("plain")))))
    rows: list[tuple[str, str | Markup]] = [
        (say("Verdict"), trends.verdict(sheet, reading.verdict)),
        (say("Latest"), trends.latest(reading)),
        (say("Baseline"), trends.value(reading.course.start)),
        (say("Target"), trends.value(reading.course.aim)),
        (say("Until"), trends.day(reading.course.by)),
        (say("Reached"), trends.progress(sheet, reading)),
    ]
    if metric.text("source"):
        rows.append((say("Source"), Markup(sheet.links.inline(metric.text("source")))))
    used = facts.measures(sheet.project, metric)
    if used:
        rows.append((say("Used by"), Markup("<br>").join(sheet.titled(item) for item in used[:_MAX_REFS])))
    pieces.append(grid(title_text(metric.title) or metric.id, (say("What"), reading.unit or say("Number")), rows))
    yield Section("", tuple(pieces))
    yield Section(say("Trend"), tuple(_trend(sheet, metric, reading)))
    goals = [goal for goal in used if goal.type == "goal"]
    results = [(goal, one) for goal in goals for one in facts.key_results(sheet.project, goal) if one.metric is metric]
    if results:
        heads = (say("Goal"), say("From"), say("To"), say("Until"), say("Reached"), say("Verdict"))
        shown = [
            (
                sheet.titled(goal),
                trends.value(one.course.start),
                trends.value(one.course.aim),
                trends.day(one.course.by),
                trends.progress(sheet, one),
                trends.verdict(sheet, one.verdict),
            )
            for goal, one in results
        ]
        yield Section(say("Key results"), sheet.bounded(say("Key results"), heads, shown, (1, 2)))


def _trend(sheet: Sheet, metric: Item, reading: Reading) -> Iterator[Piece]:
    say = sheet.words
    ahead_of_today = facts.ahead_of_today(sheet.project, metric)
    if ahead_of_today:
        yield note(say("Rows dated after today, which do not count yet: {number}.", number=ahead_of_today))
    if not reading.rows:
        yield empty(
            say("There is no observation yet."),
            say("Write `series: …` with a CSV file of `date,value,note`.") if not metric.text("series") else "",
        )
        return
    drawn = trends.chart(sheet, reading, trends.LONG)
    if drawn:
        yield figure(drawn)
    ahead = trends.words(sheet, reading)
    if ahead:
        yield note(ahead)
    rows = [
        (row.on.isoformat(), trends.value(row.value), Markup(sheet.links.inline(row.note)) if row.note else "")
        for row in reversed(reading.rows[-_MAX_OBSERVATIONS:])
    ]
    yield from sheet.bounded(say("Observations"), (say("Day"), reading.unit or say("Value"), say("Note")), rows, (1,))
