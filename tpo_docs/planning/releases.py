"""What is to be known of a release: its scope, its forecast, its readiness, its Must share, and what it delivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from tpo_docs import verdicts
from tpo_docs.coverage import Missing, coverage
from tpo_docs.model import Category, Item, Observation, Project, ReleaseState, natural
from tpo_docs.planning import forecast, scores
from tpo_docs.planning.chronicle import chronicle, lives
from tpo_docs.planning.delivery import throughput
from tpo_docs.planning.forecast import Forecast, Sample
from tpo_docs.planning.goals import Reading, key_results
from tpo_docs.planning.plan import DAYS, plan
from tpo_docs.planning.priorities import size_of
from tpo_docs.scope import planned, release_of

CONFIDENCE = 0.85
ENABLER = "enabler"
"""The kind of stories that make no user happy today, and later ones possible."""
_RUNS_BACK = 1000
_LEAST_RELEASES = 5
"""Of fewer releases a hit rate is an anecdote: an honest P85 is right for four of four more often than not (0.85 ** 4 is
0.52), so that a perfect rate tells nothing; for five of five it is less often (0.44)."""
_LONGEST_BURN = 3 * 366


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


class Step(NamedTuple):
    """A story of a release with the first thing that it lacks."""

    item: Item
    kind: str
    """`proof` (done, and not proven), `missing` (a need), `status` (not done) or `ready`."""
    missing: Missing | None = None
    pulled: bool = False
    """Whether it is there only because others need it."""
    proof: verdicts.Step | None = None
    """What keeps a finished story from being proven."""


class ScopeStep(NamedTuple):
    """A change of the scope."""

    on: date
    added: tuple[str, ...]
    removed: tuple[str, ...]
    before: float
    after: float


class Drift(NamedTuple):
    """How far the scope has moved since a release began."""

    since: date
    added: int
    removed: int
    percent: int
    """All that came and went, of the scope on that day; rounded down."""


class Movement(NamedTuple):
    """How a number that a goal asks for stood when a release began, and when it was out (or stands today)."""

    reading: Reading
    before: Observation | None
    after: Observation | None

    @property
    def moved(self) -> float | None:
        """The share of the way from start to aim that it went meanwhile; below zero for the wrong way."""
        first = self.reading.course.start if self.before is None else self.before.value
        aim, start = self.reading.course.aim, self.reading.course.start
        if self.after is None or first is None or aim is None or start is None or aim == start:
            return None
        return (self.after.value - first) / (aim - start)


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


class MustShare(NamedTuple):
    """How much of the room of a release Must items take."""

    must: float
    room: float
    share: float
    by_class: tuple[tuple[str, float], ...]
    capacity: bool
    """Whether the room is the release's capacity, and not the sum of its estimates."""


class KindEffort(NamedTuple):
    """What the stories of one kind take of a release, in points."""

    kind: str
    """Empty for stories without one."""
    done: float
    open: float
    stories: int
    unestimated: int
    """Of the stories: those that count as nothing, because nobody has said how large they are."""

    @property
    def points(self) -> float:
        """All of it, done or not."""
        return self.done + self.open


def releases(project: Project) -> tuple[Item, ...]:
    """The living releases, the earliest first; those without a date at the end."""
    some = [item for item in project.of_type("release") if item.living]
    return tuple(sorted(some, key=lambda item: (item.text("released") or item.text("target") or "9999", natural(item))))


def stories_of(project: Project, release: Item) -> tuple[Item, ...]:
    """The living stories of a release and all that they depend on."""
    names = planned(project).get(release.id, frozenset())
    found = [item for item in project.of_type("story") if item.id in names and item.living]
    return tuple(found)


def own_stories(project: Project, release: Item) -> tuple[Item, ...]:
    """The living stories planned for a release itself, without what they depend on: the scope that a burn-up shows."""
    return project.derive(_own_stories).get(release.id, ())


def outlook(project: Project, release: Item) -> Outlook:
    """The forecast of a release (DOMAIN 4.3). Deterministic: the seed comes from the release and the data."""
    known = project.derive(_outlooks)
    if release.id not in known:
        known[release.id] = _outlook(project, release)
    return known[release.id]


def readiness(project: Project, release: Item) -> tuple[Step, ...]:
    """Each story of a release with the first step that it lacks, those that lack something first: what covers it, then
    (where results are kept) what proves it."""
    own = {item.id for item in own_stories(project, release)}
    found, proofs = coverage(project), verdicts.verdicts(project)
    steps = []
    for item in stories_of(project, release):
        covered, proof = found.get(item.id), proofs.get(item.id)
        missing = covered.first_missing if covered is not None else None
        done = item.category is Category.DONE
        unproven = proof.step if done and missing is None and proof is not None and not proof.verified else None
        kind = "missing" if missing is not None else "proof" if unproven is not None else "ready" if done else "status"
        steps.append(Step(item, kind, missing, item.id not in own, unproven))
    order = ("proof", "missing", "status", "ready")
    return tuple(sorted(steps, key=lambda step: (order.index(step.kind), natural(step.item))))


def must_share(project: Project, release: Item) -> MustShare | None:
    """The Must share of a release (DSDM: at most 60 % of the effort it has room for); None without estimates."""
    efforts: dict[str, float] = {}
    for item in stories_of(project, release):
        kind = item.text("priority").casefold()
        efforts[kind] = efforts.get(kind, 0.0) + (size_of(item) or 0.0)
    capacity = release.number("capacity")
    room = capacity if capacity is not None and 0 < capacity < 1e9 else None
    share = scores.must_share(efforts.items(), room)
    if share is None:
        return None
    by_class = tuple((name, efforts[name]) for name in (*scores.MOSCOW, "") if efforts.get(name))
    return MustShare(efforts.get("must", 0.0), room or sum(efforts.values()), share, by_class, room is not None)


def effort_by_kind(project: Project, release: Item) -> tuple[KindEffort, ...]:
    """The effort of a release by the kind of its stories, the greatest first: those that it needs count, as they do in
    its Must share."""
    found: dict[str, KindEffort] = {}
    for item in stories_of(project, release):
        size = size_of(item)
        done, points = item.category is Category.DONE, size or 0.0
        before = found.get(item.kind, KindEffort(item.kind, 0.0, 0.0, 0, 0))
        found[item.kind] = KindEffort(
            item.kind,
            before.done + (points if done else 0.0),
            before.open + (0.0 if done else points),
            before.stories + 1,
            before.unestimated + (size is None),
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.points, one.kind)))


def enabler_share(efforts: Sequence[KindEffort]) -> float | None:
    """The share of enablers in an effort: how much of it goes into the technical ground that later stories stand on (SAFe,
    "Enablers": capacity set aside for them is watched as a share). None without estimates."""
    whole = sum(one.points for one in efforts)
    return sum(one.points for one in efforts if one.kind == ENABLER) / whole if whole else None


def variance(release: Item) -> float | None:
    """How many iterations earlier (above zero) or later it came than its target; None where it is not out."""
    target, released = release.date("target"), release.date("released")
    return (target - released).days / DAYS if target is not None and released is not None else None


def goals_of(project: Project, release: Item) -> Mapping[str, tuple[str, ...]]:
    """By goal: the stories of the release that serve it, through requirements and epics."""
    found: dict[str, dict[str, None]] = {}
    for story in stories_of(project, release):
        seen: set[str] = set()
        waiting = [story]
        while waiting:
            for item in project.targets(waiting.pop(), "realizes", "supports", "parent"):
                if item.id not in seen:
                    seen.add(item.id)
                    waiting.append(item)
                    if item.type == "goal":
                        found.setdefault(item.id, {})[story.id] = None
    return {name: tuple(some) for name, some in sorted(found.items())}


def movements(project: Project, release: Item, goal: Item) -> tuple[Movement, ...]:
    """What became of a goal's key results between the begin of a release and its end (or today)."""
    start, end = release.date("start"), release.date("released") or project.today
    found = []
    for reading in key_results(project, goal):
        until = [row for row in reading.rows if row.on <= end]
        before = [row for row in until if start is not None and row.on <= start]
        found.append(Movement(reading, before[-1] if before else None, until[-1] if until else None))
    return tuple(found)


def burn_up(project: Project, release: Item) -> tuple[tuple[date, ReleaseState], ...]:
    """How the release stood on each recorded day. Where no day is recorded, and a tracker or Git knows when stories
    came and were finished: how those of today's scope stood at the end of each week."""
    known = project.derive(_burn_ups)
    if release.id not in known:
        recorded = [(day.at, day.releases[release.id]) for day in project.snapshots if release.id in day.releases]
        known[release.id] = tuple(recorded or _dug_up(project, release))
    return known[release.id]


def scope_steps(project: Project, release: Item) -> tuple[ScopeStep, ...]:
    """The days on which the scope changed, with what came and went."""
    found = []
    before: ReleaseState | None = None
    for day, now in burn_up(project, release):
        if before is not None and (now.scope != before.scope or now.added or now.removed):
            found.append(ScopeStep(day, now.added, now.removed, before.scope, now.scope))
        before = now
    return tuple(found)


def drift(project: Project, release: Item) -> Drift | None:
    """What has come into the scope and gone out of it since the first recorded day on or after the release's start (else
    since the first recorded day); None where nothing is recorded. What came and went again counts for nothing."""
    start = release.date("start")
    days = [(day, state) for day, state in burn_up(project, release) if start is None or day >= start]
    if not days or days[0][1].scope <= 0:
        return None
    added: set[str] = set()
    removed: set[str] = set()
    nameless_in = nameless_out = 0.0
    before = days[0][1].scope
    for _, state in days[1:]:
        came, went = set(state.added), set(state.removed)
        added, removed = (added | (came - removed)) - went, (removed | (went - added)) - came
        unnamed = state.scope - before - (len(state.added) - len(state.removed))
        nameless_in, nameless_out = nameless_in + max(unnamed, 0), nameless_out - min(unnamed, 0)
        before = state.scope
    come, gone = len(added) + int(nameless_in), len(removed) + int(nameless_out)
    return Drift(days[0][0], come, gone, int(100 * (come + gone) / days[0][1].scope))


def net_drift(project: Project, release: Item) -> float | None:
    """(scope now - scope of the day the release began) / the latter; None where that day is not recorded."""
    days = burn_up(project, release)
    base = _base(project, release)
    return (days[-1][1].scope - base) / base if base else None


def growth(project: Project, release: Item) -> float:
    """The observed growth of the scope as a factor: now by the day the release began. Of one that has not begun, the
    greatest growth of those that have, since filling it is no growth; 1 where nothing is recorded."""
    own = _grown(project, release)
    if own is not None:
        return own
    return max((found for one in releases(project) if (found := _grown(project, one)) is not None), default=1.0)


def hit_rate(project: Project) -> HitRate | None:
    """How often releases that are out were done by the P50 and P85 forecast in the weeks before; None without any."""
    return project.derive(_hit_rate)


def _grown(project: Project, release: Item) -> float | None:
    base = _base(project, release)
    return max(1.0, burn_up(project, release)[-1][1].scope / base) if base else None


def _base(project: Project, release: Item) -> float | None:
    """The scope of the first recorded day on which the release had begun and had any."""
    start = release.date("start")
    days = ((day, state) for day, state in burn_up(project, release) if start is None or day >= start)
    return next((state.scope for _, state in days), None) or None


def _own_stories(project: Project) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for item in project.of_type("story"):
        release = release_of(project, item) if item.living else None
        if release is not None:
            found.setdefault(release.id, []).append(item)
    return {name: tuple(some) for name, some in found.items()}


def _burn_ups(_: Project) -> dict[str, tuple[tuple[date, ReleaseState], ...]]:
    return {}


def _dug_up(project: Project, release: Item) -> Iterator[tuple[date, ReleaseState]]:
    """Today's scope on each Sunday since its first story was written, and today."""
    known, told = lives(project), chronicle(project)
    stories = [item for item in own_stories(project, release) if item.id in known]
    end = min(project.today, told.last) if told.ended and told.last is not None else project.today
    if not stories:
        return
    start = release.date("start")
    day = min(known[item.id].seen for item in stories)
    day = max(day, start) if start is not None and start <= project.today else day
    if (project.today - day).days > _LONGEST_BURN:
        day = project.today - timedelta(days=_LONGEST_BURN)
    before: frozenset[str] | None = None
    while True:
        there = [item for item in stories if known[item.id].seen <= day]
        done = [item for item in there if _was_done(project, item, day)]
        names = frozenset(item.id for item in there)
        added = tuple(item.id for item in there if before is not None and item.id not in before)
        yield (
            day,
            ReleaseState(len(there), len(done), _points_of(there), _points_of(done), added),
        )
        before = names
        if day >= end:
            return
        day = min(end, day + timedelta(days=7 - day.weekday() or 7))


def _was_done(project: Project, item: Item, day: date) -> bool:
    life = lives(project)[item.id]
    return item.category is Category.DONE and (life.finished is None or life.finished <= day)


def _points_of(items: list[Item]) -> float:
    return sum(size_of(item) or 0.0 for item in items)


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
