"""What a rule is: a code, a name, a severity and a function from a project to violations. Its docstring is its page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tpo_docs.model import Project, Severity, Violation

Judge = Callable[[Project], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the catalogue."""

    code: str
    name: str
    severity: Severity
    judge: Judge
    types: tuple[str, ...] = ()
    """It judges only items of these types, and so has nothing to say before the first of them exists."""
    escalates: bool = False
    """One step graver in the scope of a release in work, and for items that are done."""
    ramped: bool = True
    """Judges an item only where the ramp of its status says so; False where the status itself is judged."""

    @property
    def family(self) -> str:
        """The first digit of the code."""
        return self.code[3]

    @property
    def page(self) -> str:
        """Its documentation as Markdown: one sentence, *Why it matters*, *Example*, *Instead*."""
        return inspect.cleandoc(self.judge.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first sentence of its page."""
        return self.page.partition("\n")[0]


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    types: tuple[str, ...] = (),
    escalates: bool = False,
    ramped: bool = True,
) -> Callable[[Judge], Rule]:
    """Makes a rule of a function; see DESIGN: one module a rule, listed in `rules/__init__.py`."""

    def make(judge: Judge) -> Rule:
        return Rule(code, name, severity, judge, types, escalates, ramped)

    return make
