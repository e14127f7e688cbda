"""TPO001: an exemption that exempts nothing, or is past its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from tpo_docs.model import Location, Project, Severity, Violation, as_date
from tpo_docs.rules import CODES, NAMES
from tpo_docs.rules.rule import rule


class Exemption(NamedTuple):
    """An entry of an item's `allow`."""

    item: str
    code: str
    """The code, also where the rule's name was written."""
    reason: str
    until: date | None
    at: Location
    known: bool
    """Whether there is such a rule."""

    def holds(self, today: date) -> bool:
        """Whether it counts: it has a reason and is not past its end."""
        return bool(self.reason) and (self.until is None or today <= self.until)


def exemptions(project: Project) -> tuple[Exemption, ...]:
    """All exemptions in the items."""
    return project.derive(_exemptions)


def unused(project: Project, used: Collection[Exemption], judged: Collection[str]) -> Iterable[Violation]:
    """The exemptions that count and exempted nothing, although the rule was among those that judged."""
    for entry in exemptions(project):
        if entry in used or not entry.holds(project.today):
            continue
        if entry.code in judged and entry.code != "TPO001":
            message = f"{entry.item} allows {entry.code}, which does not occur there"
            yield Violation(entry.at, message, entry.item, entry.code, "delete the entry")
        elif not entry.known:
            message = f"{entry.item} allows '{entry.code}', which is no rule"
            yield Violation(entry.at, message, entry.item, entry.code, "write the code or the name of a rule")


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
    found = []
    for item in project.items.values():
        for group in item.groups("allow") if "allow" in item.fields else ():
            written = group.text("rule").strip()
            code = NAMES.get(written, written)
            place = group.find("rule")
            line, column = (place.value.line, place.value.column) if place else (group.line, group.column)
            at = Location(item.path, line, column)
            reason, until = group.text("reason").strip(), as_date(group.text("until").strip())
            found.append(Exemption(item.id, code, reason, until, at, code in CODES))
    return tuple(found)
