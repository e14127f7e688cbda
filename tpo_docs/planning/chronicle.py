"""What became of the stories over time, after the one source that a project has for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from tpo_docs.model import Category, Chronicle, Edit, Item, Move, Project

SOURCES = ("tracker", "snapshots", "git")
"""In the order in which `auto` looks for them."""


class Life(NamedTuple):
    """What is known of one item's way."""

    item: str
    seen: date
    """When it is first known of."""
    started: date | None = None
    """When work on it began; of one that was taken up again after a rest, the first time."""
    finished: date | None = None
    """When it was finished, for good as far as is known; None where that was before anything is known."""
    doing: date | None = None
    """Since when it has been in work without a break; None where it is not."""


def chronicle(project: Project) -> Chronicle:
    """The history of a project from the source that `history` in its configuration names (`auto`: a tracker's export,
    else the recorded days, else Git's commits), with ids as they are today."""
    return project.derive(tell)


def lives(project: Project) -> Mapping[str, Life]:
    """What is known of each item, by its id; the stories that are gone by now included."""
    return project.derive(_lives)


def is_story(project: Project, name: str, kind: str = "") -> bool:
    """Whether what moved was a story: its type as it was, else as it is; what nobody knows counts as one, since only
    stories are recorded as finished."""
    item = project.items.get(name)
    return (item.type if item is not None else kind or "story") == "story"


def tell(project: Project) -> Chronicle:
    """What `chronicle` derives; a project cut for an audience is told it."""
    wanted = project.configuration.history.source
    if wanted == "tracker" or (wanted == "auto" and project.configuration.history.export):
        return _of_tracker(project)
    if wanted == "snapshots" or (wanted == "auto" and project.snapshots):
        return _of_snapshots(project)
    return _today(project, project.archive())


def _of_tracker(project: Project) -> Chronicle:
    names = project.derive(_trackers_names)
    moves, seen, strange = [], set[str](), 0
    for row in project.tracker:
        item = names.get(row.item.casefold())
        if item is None:
            strange += 1
            continue
        moves.append(Move(item, row.on, row.category))
        seen.add(item)
    if not moves:
        return Chronicle("tracker", lacks="no-rows", strange=strange)
    days = [row.on for row in project.tracker]
    return Chronicle("tracker", tuple(_steady(moves)), (), min(days), max(days), "", ended=True, strange=strange)


def _trackers_names(project: Project) -> Mapping[str, str]:
    """How a tracker may name an item: its id, a former one, or what its `external` says."""
    found: dict[str, str] = {}
    for item in project.items.values():
        group = item.group("external") if "external" in item.fields else None
        for field in group.fields if group is not None else ():
            name = group.text(field.name) if group is not None else ""
            if name:
                found.setdefault(name.strip().rstrip("/").rpartition("/")[2].casefold(), item.id)
    found |= {former.casefold(): name for former, name in project.aliases.items()}
    found |= {name.casefold(): name for name in project.items}
    return found


def _of_snapshots(project: Project) -> Chronicle:
    days = project.snapshots
    if not days:
        return Chronicle("snapshots", lacks="no-rows")
    moves, edits = [], []
    for day in days:
        moves += [Move(project.current(name), day.at, Category.DOING) for name in day.started]
        moves += [Move(project.current(one.id), day.at, Category.DONE) for one in day.finished]
        edits += [Edit(project.current(name), day.at, "requirement") for name in day.changed]
    return Chronicle("snapshots", tuple(_steady(moves)), tuple(edits), days[0].at, days[-1].at, ended=True)


def _today(project: Project, found: Chronicle) -> Chronicle:
    """The same with the ids of today: an item that got another id is the one it was."""
    moves = [move._replace(item=project.current(move.item)) for move in found.moves if move.on <= project.today]
    edits = [edit._replace(item=project.current(edit.item)) for edit in found.edits if edit.on <= project.today]
    return found._replace(moves=tuple(_steady(moves)), edits=tuple(edits))


def _steady(moves: Iterable[Move]) -> Iterator[Move]:
    """The moves in the order of their days, without those that lead nowhere: into the category where the item is,
    and out and in again on one day, as where it got another id."""
    waiting: dict[str, Move] = {}
    at: dict[str, Category | None] = {}
    known: set[str] = set()
    found: list[Move] = []
    for move in sorted(moves, key=lambda move: move.on):
        gone = waiting.pop(move.item, None)
        if gone is not None and gone.on != move.on:
            found.append(gone)
            at[move.item] = None
        if move.category is None:
            waiting[move.item] = move
        elif move.item not in known or at.get(move.item) is not move.category:
            found.append(move._replace(first=move.first and move.item not in known))
            at[move.item] = move.category
        known.add(move.item)
    yield from sorted((*found, *waiting.values()), key=lambda move: move.on)


def _lives(project: Project) -> Mapping[str, Life]:
    found: dict[str, Life] = {}
    done: set[str] = set()
    for move in chronicle(project).moves:
        if not is_story(project, move.item, move.type):
            continue
        life = found.get(move.item) or Life(move.item, move.on)
        if move.category is Category.DOING:
            life = life._replace(started=life.started or move.on, doing=life.doing or move.on)
        elif move.category not in (None, Category.DEAD):
            life = life._replace(doing=None)
        if move.category is Category.DONE and move.item not in done:
            life = life._replace(finished=None if move.first else move.on)
            done.add(move.item)
        elif move.category not in (None, Category.DEAD, Category.DONE):
            life = life._replace(finished=None)
            done.discard(move.item)
        found[move.item] = life
    return found


def started(project: Project, item: Item) -> date | None:
    """Since when an item has been in work; None where it is not, or nobody knows."""
    life = lives(project).get(item.id) if item.category is Category.DOING else None
    return life.doing if life is not None else None
