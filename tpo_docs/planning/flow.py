"""How work flows: what is in work with whom, under which limit, and for how long."""

from __future__ import annotations

from typing import NamedTuple

from tpo_docs.model import Category, Item, Project, as_date
from tpo_docs.planning.backlog import team_of
from tpo_docs.planning.chronicle import started


class Age(NamedTuple):
    """For how many days an item has been in work, the first one counted; or how many days ago it was changed."""

    days: int
    since: str
    """`started` (after the recorded history) or `changed` (after Git)."""


class Load(NamedTuple):
    """What a team has in work, and how much it wants to have at most."""

    team: str
    doing: int
    limit: int | None

    @property
    def over(self) -> bool:
        """Whether it is more than the limit."""
        return self.limit is not None and self.doing > self.limit


def age(project: Project, item: Item) -> Age | None:
    """How long an item has been in work, as cycle times count it; else since when its file is as it is. None where neither
    is known."""
    begun = started(project, item)
    if begun is not None and begun <= project.today:
        return Age((project.today - begun).days + 1, "started")
    change = project.history.get(item.path)
    day = as_date(change.on) if change is not None else None
    return Age(max(0, (project.today - day).days), "changed") if day is not None else None


def loads(project: Project) -> tuple[Load, ...]:
    """What each team has in work (Kanban's work in progress), teams without limit and work left out."""
    doing: dict[str, int] = {}
    for item in project.of_type("story"):
        if item.category is Category.DOING:
            doing[team_of(item)] = doing.get(team_of(item), 0) + 1
    found = []
    for name in dict.fromkeys((*teams(project), *sorted(doing))):
        party = project.items.get(name)
        limit = party.number("wip") if party is not None else None
        if doing.get(name) or limit is not None:
            found.append(Load(name, doing.get(name, 0), int(limit) if limit is not None and 0 <= limit < 1e6 else None))
    return tuple(found)


def teams(project: Project) -> tuple[str, ...]:
    """The teams of a project: the parties of that kind, and whoever else stories name as theirs."""
    found = [party.id for party in project.of_type("party") if party.kind == "team" and party.living]
    named = sorted({team_of(item) for item in project.of_type("story") if item.living and team_of(item)})
    return tuple(dict.fromkeys((*found, *named)))
