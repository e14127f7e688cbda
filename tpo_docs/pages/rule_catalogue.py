"""The rule catalogue: every rule with what it means, whether it judges this project, and what it finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.check import selected
from tpo_docs.model import Edition, Page, Project, Review, Severity
from tpo_docs.pages import text as texts
from tpo_docs.places import RULES as INDEX
from tpo_docs.places import Places, rule_page
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule
from tpo_docs.sensitive import cleaned
from tpo_docs.words import Words, words

FAMILIES = {
    "0": "The check itself",
    "1": "Structure",
    "2": "Links",
    "3": "Coverage",
    "4": "Planning",
    "5": "Priorities",
    "6": "Wording",
    "7": "Stories and scenarios",
    "8": "Review",
    "9": "Compliance and disclosure",
}

_FENCE = re.compile(r"(?P<ticks>`{3,})(?:(?P<language>[\w-]+) (?P<title>title=\"[^\"]*\")[ ]*$)?")


class Entry(NamedTuple):
    """A rule in this project."""

    rule: Rule
    severity: Severity
    """As the project has set it."""
    changed: bool
    """Whether that is another one than the rule's own."""
    silent: str
    """Why it does not judge; empty where it does."""
    findings: int
    exempted: int
    known: int

    @property
    def path(self) -> str:
        """Its page."""
        return rule_page(self.rule.code)


class Family(NamedTuple):
    """Rules whose codes begin alike."""

    digit: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RulesView:
    """The catalogue."""

    families: tuple[Family, ...]
    active: int
    total: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule."""

    entry: Entry
    family: str
    text: str
    """Its documentation as Markdown, without the first sentence."""
    before: Entry | None
    after: Entry | None
    ramp: tuple[str, ...]
    """Status categories of the items it judges."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The index of the catalogue and a page for each rule."""
    say = words(edition.language, review.project.configuration.site.words)
    entries = tuple(_entries(review, say))
    families = tuple(
        Family(digit, say(title), some)
        for digit, title in FAMILIES.items()
        if (some := tuple(entry for entry in entries if entry.rule.family == digit))
    )
    active = sum(1 for entry in entries if not entry.silent)
    yield Page(
        INDEX, "pages/rule_catalogue.md.j2", RulesView(families, active, len(entries)), say("Rules"), search=False
    )
    for place, entry in enumerate(entries):
        rule = entry.rule
        view = RuleView(
            entry,
            say(FAMILIES.get(rule.family, rule.family)),
            _text(rule, review.project),
            entries[place - 1] if place else None,
            entries[place + 1] if place + 1 < len(entries) else None,
            tuple(_ramp(review, rule)),
        )
        yield Page(
            entry.path, "pages/rule.md.j2", view, f"{rule.code} {rule.name}", description=texts.described(rule.summary)
        )


def _text(rule: Rule, project: Project) -> str:
    """The page without its first sentence; on a site where nothing may look like an address, nor in its examples."""
    text = rule.page.partition("\n")[2].strip("\n")
    return _fenced(cleaned(text) if project.audience else text)


def _fenced(text: str) -> str:
    """The same with the names of files in braces, which every reader of fences takes for code: the one that MkDocs
    brings knows no other options, and would read the examples as parts of the page."""
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if found is None:
            continue
        if fence:
            fence = "" if line.rstrip() == fence else fence
            continue
        fence = found["ticks"]
        if found["title"]:
            lines[number] = f"{fence} {{.{found['language']} {found['title']}}}"
    return "\n".join(lines)


def _entries(review: Review, say: Words) -> Iterator[Entry]:
    project = review.project
    options = project.configuration.rules
    found = Counter(finding.code for finding in review.findings)
    exempted = Counter(entry.finding.code for entry in review.exempted)
    known = Counter(finding.code for finding in review.known)
    for rule in sorted(RULES, key=lambda rule: rule.code):
        silent = ""
        if not selected(rule.code, options):
            silent = say("switched off in the configuration")
        elif rule.types and not any(
            project.has_type(name) or name in project.configuration.require for name in rule.types
        ):
            silent = say("waits for the first of: {types}", types=", ".join(say.singular(name) for name in rule.types))
        own = options.severity.get(rule.code, "off")
        severity = Severity(own) if own != "off" else rule.severity
        yield Entry(
            rule,
            severity,
            severity is not rule.severity,
            silent,
            found[rule.code],
            exempted[rule.code],
            known[rule.code],
        )


def _ramp(review: Review, rule: Rule) -> Iterator[str]:
    for category, families in review.project.configuration.rules.ramp.items():
        if not rule.ramped or families is None or rule.family in families or rule.family == "0":
            yield category
