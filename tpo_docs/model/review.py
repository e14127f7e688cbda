"""What rules say of a project."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from tpo_docs.model.project import Project
from tpo_docs.model.written import Location


class Severity(StrEnum):
    """How much a finding weighs; only an error makes `check` fail by default."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return ("error", "warning", "info").index(self.value)


class Violation(NamedTuple):
    """What a rule says about one place."""

    at: Location
    message: str
    """One clause from the user's side, naming ids; lower case, no full stop, no remedy."""
    item: str = ""
    about: str = ""
    """The field, link target or criterion meant: with code and item it makes the finding's stable key."""
    mend: str = ""
    """What to write instead, where the rule knows better than its own page."""
    advice: bool = False
    """Only information, whatever the rule's severity."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A violation with its rule's code and severity: what people see."""

    path: str
    line: int
    column: int
    code: str
    message: str
    name: str
    severity: Severity
    item: str = ""
    about: str = ""
    mend: str = ""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line, self.column)

    def values(self) -> dict[str, Any]:
        """What all formats write of it, by name."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "item": self.item,
            "about": self.about,
            "message": self.message,
            "mend": self.mend,
        }

    @property
    def key(self) -> str:
        """What stays the same when lines move: code, item (else path) and what it is about."""
        return f"{self.code} {self.item or self.path} {self.about}".rstrip()


class Exempted(NamedTuple):
    """A finding that its item allows, and why."""

    finding: Finding
    reason: str
    until: str


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A project with its findings, sorted by place."""

    project: Project
    findings: tuple[Finding, ...]
    exempted: tuple[Exempted, ...] = ()
    known: tuple[Finding, ...] = ()
    """Findings that the file of known findings lists."""
    _by_item: dict[str, tuple[Finding, ...]] = field(default_factory=dict, repr=False)

    def about(self, item_id: str) -> tuple[Finding, ...]:
        """The findings on one item."""
        if not self._by_item:
            found: dict[str, list[Finding]] = {}
            for finding in self.findings:
                found.setdefault(finding.item, []).append(finding)
            self._by_item.update({name: tuple(some) for name, some in found.items()})
            self._by_item.setdefault("", ())
        return self._by_item.get(item_id, ())
