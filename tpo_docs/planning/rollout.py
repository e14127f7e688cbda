"""Rollout: which site moves when, with how many people, and whether training, migration and support reach it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from tpo_docs.model import Group, Item, Project, Scalar, Sequence, as_date, as_number, natural
from tpo_docs.scope import planned

DUTIES: Mapping[str, tuple[str, ...]] = {
    "training": ("train", "course", "e-learning", "schulung"),
    "migration": ("migrat", "cutover", "cut-over", "move", "moving", "umzug", "umstellung"),
    "support": ("support", "help desk", "helpdesk", "hotline", "betreuung"),
}
"""What a rollout needs → beginnings of words by which a title or tag says so."""


class Wave(NamedTuple):
    """A step of a rollout."""

    release: Item
    name: str
    on: date | None
    sites: tuple[str, ...]
    written: int | None
    """The audience as the wave says it."""
    counted: int
    """The people of its sites."""

    @property
    def people(self) -> int:
        """How many move: what the wave says, else the people of its sites."""
        return self.written if self.written is not None else self.counted

    @property
    def differs(self) -> bool:
        """Whether the wave says another number than its sites."""
        return self.written is not None and 0 < self.counted != self.written


class Site(NamedTuple):
    """A site with its waves, and what prepares it, by duty."""

    party: Item
    people: int
    waves: tuple[Wave, ...]
    duties: Mapping[str, tuple[Item, ...]]

    @property
    def lacks(self) -> tuple[str, ...]:
        """The duties that nothing covers; none before a wave is planned."""
        return tuple(duty for duty, items in self.duties.items() if not items) if self.waves else ()


def waves(project: Project) -> tuple[Wave, ...]:
    """The waves of all living releases, the earliest first; those without a day at the end."""
    return project.derive(_waves)


def sites(project: Project) -> tuple[Site, ...]:
    """The living sites in the order of their first wave; those without one at the end."""
    return project.derive(_sites)


def reached(project: Project) -> tuple[tuple[date, int], ...]:
    """How many people have moved after each day with a wave."""
    found: dict[date, int] = {}
    total = 0
    for wave in waves(project):
        if wave.on is not None:
            total += wave.people
            found[wave.on] = total
    return tuple(found.items())


def transition(project: Project, release: Item) -> Iterator[Item]:
    """The release's transition requirements and rollout specs, also those joined to something in its scope."""
    scope = planned(project).get(release.id, frozenset())
    for item in (*project.of_type("requirement"), *project.of_type("spec")):
        if item.kind in ("transition", "rollout") and item.living:
            ends = (*project.sources(item, "realizes", "specifies"), *project.targets(item, "specifies"))
            if item.id in scope or any(end.id in scope for end in ends):
                yield item


def duties_of(item: Item) -> frozenset[str]:
    """What an item prepares, by the words of its title, tags and first paragraph."""
    text = f" {item.title} {' '.join(item.texts('tags'))} {item.statement}".casefold()
    return frozenset(
        duty for duty, beginnings in DUTIES.items() if any(f" {beginning}" in text for beginning in beginnings)
    )


def has_audience(release: Item) -> bool:
    """Whether a release is rolled out to anybody."""
    rollout = release.group("rollout")
    if rollout is None:
        return False
    return rollout.find("waves") is not None or rollout.text("audience").strip() not in ("", "0")


def _waves(project: Project) -> tuple[Wave, ...]:
    found = [wave for release in project.of_type("release") if release.living for wave in _of_release(project, release)]
    return tuple(sorted(found, key=lambda wave: (wave.on or date.max, natural(wave.release), wave.name)))


def _of_release(project: Project, release: Item) -> Iterator[Wave]:
    rollout = release.group("rollout")
    written = rollout.find("waves") if rollout is not None else None
    entries: tuple[object, ...] = ()
    if written is not None:
        entries = written.value.entries if isinstance(written.value, Sequence) else (written.value,)
    for entry in entries:
        if isinstance(entry, Group):
            names = _names(entry)
            audience = as_number(entry.text("audience").strip())
            yield Wave(
                release,
                entry.text("name").strip(),
                as_date(entry.text("on").strip()),
                names,
                int(audience) if audience is not None and 0 <= audience < 1e12 else None,
                sum(_people(project.items.get(name)) for name in names),
            )


def _names(wave: Group) -> tuple[str, ...]:
    entry = wave.find("sites")
    if entry is None:
        return ()
    values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
    return tuple(value.text.strip() for value in values if isinstance(value, Scalar) and value.text.strip())


def _people(party: Item | None) -> int:
    number = party.number("represents") if party is not None else None
    return int(number) if number is not None and 0 <= number < 1e12 else 0


def _sites(project: Project) -> tuple[Site, ...]:
    by_site: dict[str, list[Wave]] = {}
    for wave in waves(project):
        for name in wave.sites:
            by_site.setdefault(name, []).append(wave)
    preparing = {
        release.id: tuple((item, duties_of(item)) for item in transition(project, release))
        for release in project.of_type("release")
        if release.living and has_audience(release)
    }
    found = []
    for party in project.of_type("party"):
        own = tuple(by_site.get(party.id, ()))
        if party.living and (party.kind == "site" or own):
            duties: dict[str, dict[str, Item]] = {duty: {} for duty in DUTIES}
            for wave in own:
                for item, kinds in preparing.get(wave.release.id, ()):
                    named = item.texts("audience_parties")
                    for duty in kinds if not named or party.id in named else ():
                        duties[duty][item.id] = item
            found.append(
                Site(party, _people(party), own, {duty: tuple(some.values()) for duty, some in duties.items()})
            )
    return tuple(
        sorted(found, key=lambda site: (site.waves[0].on or date.max if site.waves else date.max, natural(site.party)))
    )
