"""When a release will be done: the forecast from what was finished, the queue before it, and how often forecasts were right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from tpo_docs.model import Category, Item, Project
from tpo_docs.planning import forecast
from tpo_docs.planning.burn_up import burn_up, growth
from tpo_docs.planning.chronicle import chronicle
from tpo_docs.planning.delivery import throughput
from tpo_docs.planning.forecast import Forecast, Sample
from tpo_docs.planning.plan import DAYS, plan
from tpo_docs.planning.releases import releases, stories_of

CONFIDENCE = 0.85
_RUNS_BACK = 1000
_LEAST_RELEASES = 5
"""Of fewer releases a hit rate is an anecdote: an honest P85 is right for four of four more often than not (0.85 ** 4 is
0.52), so that a perfect rate tells nothing; for five of five it is less often (0.44)."""


class Guess(NamedTuple):
    """Days for want of data: from the plan, after a triangular distribution."""

    p50: date
    p85: date


class Queue(NamedTuple):
    """When a release will be done if the releases with earlier targets are done first."""

    before: int
    """Undone stories of those releases that are not its own."""
    p50: date
    p85: date


class Outlook(NamedTuple):
    """When a release will be done."""

    release: Item
    open: int
    """Undone stories, those that others need included."""
    sample: Sample
    source: str
    """Where the throughput comes from: `git`, `tracker` or `snapshots`; empty where there is none."""
    forecast: Forecast | None
    """None where the data are not enough."""
    p50: date | None
    p85: date | None
    target: date | None
    probability: float | None
    """Of being done by the target."""
    confidence: float
    by_target: int | None
    """How many stories will be done by the target, as surely as `confidence` says."""
    ask_guess: Callable[[], Guess | None] = lambda: None
    """What `guess` asks, once somebody does: it takes the whole plan."""
    p15: date | None = None
    """The near edge of the cone."""
    queue: Queue | None = None
    """The same for all that is due no later; None where nothing else is."""

    @property
    def guess(self) -> Guess | None:
        """What the plan says where the data are not enough for a forecast."""
        return self.ask_guess()

    @property
    def misses(self) -> bool:
        """Whether the target is less likely than the release wants it."""
        return self.probability is not None and self.open > 0 and self.probability < self.confidence


class HitRate(NamedTuple):
    """How often past forecasts of the own history were right."""

    forecasts: int
    p50: float
    p85: float
    releases: int = 1
    """How many releases they are of: those of one release are right or wrong together."""

    @property
    def telling(self) -> bool:
        """Whether they are of enough releases to say anything about the next one."""
        return self.releases >= _LEAST_RELEASES


def outlook(project: Project, release: Item) -> Outlook:
    """The forecast of a release (DOMAIN 4.3). Deterministic: the seed comes from the release and the data."""
    known = project.derive(_outlooks)
    if release.id not in known:
        known[release.id] = _outlook(project, release)
    return known[release.id]


def hit_rate(project: Project) -> HitRate | None:
    """How often releases that are out were done by the P50 and P85 forecast in the weeks before; None without any."""
    return project.derive(_hit_rate)


def _outlooks(_: Project) -> dict[str, Outlook]:
    return {}


def _outlook(project: Project, release: Item) -> Outlook:
    open_ = sum(item.category is not Category.DONE for item in stories_of(project, release))
    weeks = throughput(project)
    sample = forecast.sample(weeks)
    target = release.date("target")
    confidence = release.number("confidence")
    sure = confidence if confidence is not None and 0 < confidence < 1 else CONFIDENCE
    source = chronicle(project).source if weeks else ""
    if not sample.enough or release.category is Category.DONE:
        bare = Outlook(release, open_, sample, source, None, None, None, target, None, sure, None)
        return bare if release.category is Category.DONE else bare._replace(ask_guess=partial(_guess, project, release))
    factor = growth(project, release)
    seed = forecast.seed_of(release.id, open_, sample.weeks, factor)
    found = forecast.simulate(open_, sample.weeks, factor, seed)
    left = (target - project.today).days / 7 if target is not None else None
    return Outlook(
        release,
        open_,
        sample,
        source,
        found,
        _after(project.today, found.p50),
        _after(project.today, found.p85),
        target,
        found.within(left) if left is not None else None,
        sure,
        forecast.how_many(sample.weeks, int(left), seed) if left is not None else None,
        p15=_after(project.today, found.p15),
        queue=_queue(project, release, sample, factor),
    )


def _queue(project: Project, release: Item, sample: Sample, factor: float) -> Queue | None:
    target = release.date("target")
    own = {item.id for item in stories_of(project, release) if item.category is not Category.DONE}
    if target is None or not own:
        return None
    whole = set(own)
    for other in releases(project):
        due = other.date("target")
        if other.category is not Category.DONE and due is not None and due < target:
            whole |= {item.id for item in stories_of(project, other) if item.category is not Category.DONE}
    before = len(whole) - len(own)
    if not before:
        return None
    seed = forecast.seed_of(release.id, "queue", len(whole), sample.weeks, factor)
    found = forecast.simulate(len(whole), sample.weeks, factor, seed)
    return Queue(before, _after(project.today, found.p50), _after(project.today, found.p85))


def _guess(project: Project, release: Item) -> Guess | None:
    names = {item.id for item in stories_of(project, release)}
    placed = [one for one in plan(project).planned if one.entry.item.id in names]
    if not placed:
        return None
    likely = max(float((one.end - project.today).days + 1) for one in placed)
    low = min(likely, max(one.slot.early_end for one in placed) * DAYS)
    days = [forecast.triangular(low, likely, 2 * likely, share) for share in (0.5, 0.85)]
    return Guess(*(_after(project.today, day / 7) for day in days))


def _hit_rate(project: Project) -> HitRate | None:
    by_release = [some for release in releases(project) if (some := tuple(_hits(project, release)))]
    hits = [hit for some in by_release for hit in some]
    if not hits:
        return None
    count = len(hits)
    p50, p85 = (sum(hit[number] for hit in hits) / count for number in (0, 1))
    return HitRate(count, p50, p85, len(by_release))


def _hits(project: Project, release: Item) -> Iterator[tuple[bool, bool]]:
    """For each recorded week before a release was done: whether it was done by the P50 and the P85 of that week."""
    days = burn_up(project, release)
    start = release.date("start")
    end = next((day for day, state in days if 0 < state.scope <= state.done), None)
    if end is None or release.category is not Category.DONE:
        return
    for day, state in days:
        if day >= end or (start is not None and day < start):
            continue
        sample = forecast.sample(throughput(project, day))
        if sample.enough:
            open_ = int(state.scope - state.done)
            found = forecast.simulate(
                open_, sample.weeks, 1.0, forecast.seed_of(release.id, day, sample.weeks), _RUNS_BACK
            )
            yield end <= _after(day, found.p50), end <= _after(day, found.p85)


def _after(day: date, weeks: float) -> date:
    days = round(7 * weeks)
    return day + timedelta(days=days) if days < (date.max - day).days else date.max
