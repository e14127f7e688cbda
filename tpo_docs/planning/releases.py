"""What is to be known of a release: its stories, its readiness, its Must share, and what it delivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tpo_docs import verdicts
from tpo_docs.coverage import Missing, coverage
from tpo_docs.model import Category, Item, Observation, Project, natural
from tpo_docs.planning import scores
from tpo_docs.planning.goals import Reading, key_results
from tpo_docs.planning.plan import DAYS
from tpo_docs.planning.priorities import size_of
from tpo_docs.scope import planned, release_of

ENABLER = "enabler"
"""The kind of stories that make no user happy today, and later ones possible."""


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


def _own_stories(project: Project) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for item in project.of_type("story"):
        release = release_of(project, item) if item.living else None
        if release is not None:
            found.setdefault(release.id, []).append(item)
    return {name: tuple(some) for name, some in found.items()}
