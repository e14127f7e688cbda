"""TPO403: more work than a team has room for."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.planning import flow
from tpo_docs.planning.backlog import team_of
from tpo_docs.planning.plan import capacity_until
from tpo_docs.planning.priorities import number_text, size_of
from tpo_docs.rules.rule import rule
from tpo_docs.scope import planned


@rule("TPO403", "capacity-overload", Severity.WARNING, types=("party",))
def capacity_overload(project: Project) -> Iterator[Violation]:
    """A team with more estimated work for a release than points until the target, more in work than its limit, or no capacity.

    ## Why it matters
    What does not fit comes late, and a team with too much in work finishes each of it later. (Points are those of a
    fortnight; days that the team's `calendar` has off do not count.)

    ## Example
    ```yaml title="parties.yml"
    billing-team:  # finding: TPO403
      title: Billing team
      kind: team
      capacity: 5
      wip: 1
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    kind: debt
    status: in-progress
    team: billing-team
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Round the shares
    kind: debt
    status: in-progress
    team: billing-team
    ---
    ```

    ## Instead
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Round the shares
    kind: debt
    status: ready
    team: billing-team
    ---
    ```

    The other files stay as they are.
    """
    for load in flow.loads(project):
        party = project.items.get(load.team)
        if load.over and party is not None:
            message = f"{load.team} has {load.doing} stories in work, and wants at most {load.limit}"
            yield Violation(party.at, message, party.id, "wip", "finish one before the next is started")
    yield from _idle(project)
    for release in project.of_type("release"):
        if release.category in (Category.AGREED, Category.DOING):
            yield from _overloads(project, release)


def _idle(project: Project) -> Iterator[Violation]:
    """The teams of capacity zero that have something to do: none of it can be planned."""
    idle = {party.id: party for party in project.of_type("party") if party.living and party.number("capacity") == 0}
    waiting = dict.fromkeys(idle, 0)
    for item in project.of_type("story") if idle else ():
        if item.category in (Category.AGREED, Category.DOING) and team_of(item) in idle:
            waiting[team_of(item)] += 1
    for name, count in waiting.items():
        if count:
            message = f"{name} has a capacity of 0, and {count} {'story' if count == 1 else 'stories'} to do"
            mend = "write how many points it finishes in a fortnight, or give its stories to another team"
            yield Violation(idle[name].place("capacity"), message, name, "capacity", mend)


def _overloads(project: Project, release: Item) -> Iterator[Violation]:
    """The teams whose open estimates of a release are more than their points until its target."""
    target, start = release.date("target"), release.date("start")
    if target is None or target < project.today:
        return
    open_: dict[str, float] = {}
    for name in planned(project).get(release.id, ()):
        item = project.items[name]
        if item.type == "story" and item.living and item.category is not Category.DONE:
            open_[team_of(item)] = open_.get(team_of(item), 0.0) + (size_of(item) or 0.0)
    first = max(project.today, start) if start is not None else project.today
    for team, points in sorted(open_.items()):
        party = project.items.get(team)
        if party is None or not party.number("capacity"):
            continue
        room = capacity_until(project, team, first, target)
        if points > room + 1e-9:
            message = f"{team} has {number_text(points)} points to do for {release.id}, and room for {number_text(round(room, 1))} until {target}"
            mend = "take stories out of the release, give them to another team, or move the target"
            yield Violation(party.place("capacity"), message, party.id, release.id, mend)
