"""Findings as a work list: by rule, by owner, by release. Where they are many, a group has pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from tpo_docs.check import selected
from tpo_docs.model import Edition, Exempted, Finding, Item, Page, Project, Review, Severity, natural_key
from tpo_docs.pages.references import References, marked
from tpo_docs.pages.text import source_url
from tpo_docs.places import GAPS, Places, anchor, rule_page
from tpo_docs.rules import BY_CODE, RULES
from tpo_docs.scope import planned, release_of
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

OWNERS = "gaps/owners.md"
RELEASES = "gaps/releases.md"
MANY = 500
"""From how many findings on a group that is long has pages of its own."""
LONG = 40
FIRST = 10
"""How many of a long group are shown where it is not alone."""
ROWS_A_PAGE = 500

_LINE = 987654321
"""Stands for a line's number in the address of a file, so that the address is made once a file."""
_NOTHING = Markup()


class Part(NamedTuple):
    """One page of several."""

    number: int
    path: str
    first: str
    last: str


class Line(NamedTuple):
    """A finding, ready to be shown: templates take it apart in one step, since there may be thousands."""

    severity: str
    item: Markup
    """A link to the item it is about; empty for one about a file."""
    owner: Markup
    message: str
    code: str
    rule: str
    """The address of the rule's page."""
    mend: Markup
    place: str
    url: str


class Group(NamedTuple):
    """Findings that belong together."""

    key: str
    """A code, an owner, a release."""
    title: str
    findings: tuple[Finding, ...]
    """All of them, or the first ones."""
    total: int
    counts: tuple[tuple[Severity, int], ...]
    page: str = ""
    """Where all of them are, if not here."""
    item: Item | None = None
    """The party or release it is about."""
    summary: str = ""
    severity: Severity = Severity.INFO
    """The gravest of them."""
    lines: tuple[Line, ...] = ()
    """The findings as they are shown."""

    by: str = "rule"

    @property
    def place(self) -> str:
        """Its anchor: the code, or `owner-billing-team`, which no heading has."""
        return self.key if self.by == "rule" else f"{self.by}-{anchor(self.key) if self.key else 'none'}"


@dataclass(frozen=True, slots=True)
class GapsView:
    """One view of the findings."""

    by: str
    """`rule`, `owner` or `release`."""
    review: Review
    counts: tuple[tuple[Severity, int], ...]
    groups: tuple[Group, ...]
    rules: int
    """How many rules have judged."""
    exempted: tuple[Exempted, ...] = ()
    known: tuple[Finding, ...] = ()
    only: Group | None = None
    """The group of a page of its own."""
    parts: tuple[Part, ...] = ()
    number: int = 1
    back: str = ""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The three views, and the pages of long groups."""
    say = words(edition.language, review.project.configuration.site.words)
    options = review.project.configuration.rules
    judged = sum(1 for rule in RULES if selected(rule.code, options))
    counts = count(review.findings)
    many = len(review.findings) > MANY
    here, below = (_Lines(review, edition, References(places, path, say)) for path in (GAPS, OWNERS))
    for by, path, title, groups in (
        ("rule", GAPS, say("Gaps"), _by_rule(review)),
        ("owner", OWNERS, say("Gaps by owner"), _by_owner(review, say)),
        ("release", RELEASES, say("Gaps by release"), _by_release(review, say)),
    ):
        full = tuple(groups)
        cut = tuple(_shortened(group) for group in full) if many else full
        shown = tuple((here if path == GAPS else below).of(group) for group in cut)
        first = by == "rule"
        view = GapsView(
            by,
            review,
            counts,
            shown,
            judged,
            review.exempted if first else (),
            review.known if first else (),
            back=path,
        )
        yield Page(path, "pages/gaps.md.j2", view, title, search=False)
        for whole, group in zip(full, shown, strict=True):
            if group.page:
                yield from _own_pages(view, whole, group.page, below)


def count(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    """How many there are of each severity, also where there are none."""
    found = dict.fromkeys(Severity, 0)
    for finding in findings:
        found[finding.severity] += 1
    return tuple(found.items())


def owner_of(project: Project, item_id: str) -> str:
    """Who answers for what a finding is about; empty where nobody does."""
    item = project.items.get(item_id)
    return item.owner if item else ""


def releases_of(project: Project) -> dict[str, tuple[str, ...]]:
    """By item: the releases that it is planned for, or that need it."""
    found: dict[str, list[str]] = {}
    for release in project.of_type("release"):
        for name in planned(project).get(release.id, ()):
            found.setdefault(name, []).append(release.id)
        found.setdefault(release.id, []).append(release.id)
    for item in project.of_type("requirement"):
        if item.id not in found:
            through = (release_of(project, part) for part in project.sources(item, "realizes"))
            served = dict.fromkeys(release.id for release in through if release)
            if served:
                found[item.id] = list(served)
    return {name: tuple(some) for name, some in found.items()}


class _Lines:
    """Makes findings ready to be shown on the pages of one folder."""

    def __init__(self, review: Review, edition: Edition, references: References) -> None:
        self.project = review.project
        self.edition = edition
        self.references = references
        self.urls: dict[str, tuple[str, str]] = {}
        self.rules: dict[str, str] = {}
        self.mends: dict[str, Markup] = {}

    def of(self, group: Group) -> Group:
        """The group with its lines."""
        return group._replace(lines=tuple(self._line(finding) for finding in group.findings))

    def _line(self, finding: Finding) -> Line:
        item = self.project.items.get(finding.item)
        return Line(
            finding.severity.value,
            self.references.ref(item) if item else _NOTHING,
            self.references.named(item.owner) if item else _NOTHING,
            finding.message,
            finding.code,
            self._rule(finding.code),
            self._mend(finding.mend),
            f"{finding.path}:{finding.line}",
            self._url(finding),
        )

    def _rule(self, code: str) -> str:
        found = self.rules.get(code)
        if found is None:
            found = self.rules[code] = self.references.to(rule_page(code))
        return found

    def _mend(self, mend: str) -> Markup:
        found = self.mends.get(mend)
        if found is None:
            found = self.mends[mend] = marked(mend)
        return found

    def _url(self, finding: Finding) -> str:
        """Where the line can be seen or edited."""
        if not self.edition.edit_url:
            return ""
        if finding.path not in self.urls:
            before, _, after = source_url(self.edition, finding.path, _LINE).partition(str(_LINE))
            self.urls[finding.path] = before, after
        before, after = self.urls[finding.path]
        return f"{before}{finding.line}{after}" if "{line}" in self.edition.edit_url else before


def _by_rule(review: Review) -> Iterator[Group]:
    for code, some in _grouped(review.findings, lambda finding: (finding.code,)).items():
        rule = BY_CODE.get(code)
        yield _group(
            code, rule.name.replace("-", " ").capitalize() if rule else code, some, summary=rule.summary if rule else ""
        )


def _by_owner(review: Review, say: Words) -> Iterator[Group]:
    project = review.project
    for name, some in _grouped(review.findings, lambda finding: (owner_of(project, finding.item),)).items():
        party = project.resolve(name) if name else None
        yield _group(name, title_text(party.title) if party else name or say("Nobody"), some, item=party, by="owner")


def _by_release(review: Review, say: Words) -> Iterator[Group]:
    project = review.project
    releases = releases_of(project)
    for name, some in _grouped(review.findings, lambda finding: releases.get(finding.item, ("",))).items():
        release = project.resolve(name) if name else None
        yield _group(
            name,
            f"{name} {title_text(release.title)}" if release else say("No release"),
            some,
            item=release,
            by="release",
        )


def _grouped(findings: Iterable[Finding], by: Callable[[Finding], tuple[str, ...]]) -> dict[str, list[Finding]]:
    """Groups with their findings, gravest group first, and within it by severity and item."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        for name in by(finding):
            found.setdefault(name, []).append(finding)
    for some in found.values():
        some.sort(key=lambda finding: (finding.severity.rank, finding.path, finding.line))
    order = sorted(
        found,
        key=lambda name: (
            not name,
            [-sum(1 for one in found[name] if one.severity is severity) for severity in Severity],
            natural_key(name),
        ),
    )
    return {name: found[name] for name in order}


def _group(
    key: str, title: str, findings: list[Finding], *, item: Item | None = None, summary: str = "", by: str = "rule"
) -> Group:
    return Group(
        key,
        title,
        tuple(findings),
        len(findings),
        tuple((severity, some) for severity, some in count(findings) if some),
        item=item,
        summary=summary,
        severity=findings[0].severity,
        by=by,
    )


def _shortened(group: Group) -> Group:
    if group.total <= LONG:
        return group
    return group._replace(findings=group.findings[:FIRST], page=f"gaps/{group.place}.md")


def _own_pages(view: GapsView, group: Group, path: str, lines: _Lines) -> Iterator[Page]:
    starts = range(0, group.total, ROWS_A_PAGE)
    parts = tuple(
        Part(
            number,
            path if number == 1 else f"{path.removesuffix('.md')}-{number}.md",
            group.findings[start].item,
            group.findings[min(start + ROWS_A_PAGE, group.total) - 1].item,
        )
        for number, start in enumerate(starts, 1)
    )
    for part, start in zip(parts, starts, strict=True):
        only = lines.of(group._replace(findings=group.findings[start : start + ROWS_A_PAGE]))
        shown = GapsView(
            view.by,
            view.review,
            view.counts,
            (only,),
            view.rules,
            (),
            (),
            only,
            parts,
            part.number,
            view.back,
        )
        yield Page(part.path, "pages/gaps.md.j2", shown, group.title, search=False)
