"""TPO001: an exemption that exempts nothing, or is past its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from tpo_docs.model import Location, Project, Severity, Violation, as_date
from tpo_docs.rules.rule import rule


class Exemption(NamedTuple):
    """An entry of an item's `allow`."""

    item: str
    code: str
    """The code, also where the rule's name was written."""
    reason: str
    until: date | None
    at: Location

    def holds(self, today: date) -> bool:
        """Whether it counts: it has a reason and is not past its end."""
        return bool(self.reason) and (self.until is None or today <= self.until)


def exemptions(project: Project) -> tuple[Exemption, ...]:
    """All exemptions in the items."""
    return project.derive(_exemptions)


def unused(project: Project, used: Collection[Exemption]) -> Iterable[Violation]:
    """The exemptions that count and still exempted nothing."""
    for entry in exemptions(project):
        if entry not in used and entry.holds(project.today) and entry.code != "TPO001":
            yield Violation(
                entry.at,
                f"{entry.item} allows {entry.code or 'nothing'}, which does not occur there",
                entry.item,
                entry.code,
                "delete the entry",
            )


@rule("TPO001", "exemption-unused", Severity.WARNING)
def exemption_unused(project: Project) -> Iterator[Violation]:
    """An exemption that exempts nothing, has no reason, or is past its end.

    ## Why it matters
    A forgotten exemption hides the next real gap at the same place.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    allow:
      - {rule: TPO303, reason: "the story comes in May", until: 2027-05-31}  # finding: TPO001
    ---
    The system shall show the cost of a well per office.
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office.
    ```
    """
    for entry in exemptions(project):
        if not entry.reason:
            yield Violation(
                entry.at,
                f"{entry.item} allows {entry.code or 'a rule'} without a reason",
                entry.item,
                entry.code,
                'write `reason: "…"`',
            )
        elif not entry.holds(project.today):
            yield Violation(
                entry.at,
                f"the exemption of {entry.item} from {entry.code} ended on {entry.until}",
                entry.item,
                entry.code,
                "mend the finding, or agree on a new end",
            )


def _exemptions(project: Project) -> tuple[Exemption, ...]:
    from tpo_docs.rules import BY_NAME  # noqa: PLC0415 - the catalogue lists this module

    found = []
    for item in project.items.values():
        if "allow" not in item.fields:
            continue
        for group in item.groups("allow"):
            written = group.text("rule").strip()
            code = BY_NAME[written].code if written in BY_NAME else written
            place = group.find("rule")
            at = (
                Location(item.path, place.line, place.column)
                if place
                else Location(item.path, group.line, group.column)
            )
            found.append(Exemption(item.id, code, group.text("reason").strip(), as_date(group.text("until")), at))
    return tuple(found)
