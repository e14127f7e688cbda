"""The numbers behind the charts, and the page that shows the usual ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tpo_docs import charts, query
from tpo_docs.charts import Bar, Frame, Part
from tpo_docs.coverage import Share, shares
from tpo_docs.model import Category, Edition, Finding, Item, Page, Project, Review, Severity, as_date, natural_key
from tpo_docs.pages.gaps import releases_of
from tpo_docs.pages.links import Links
from tpo_docs.places import CHARTS, COVERAGE, GAPS, Places, list_page, relative, rule_page
from tpo_docs.planning.goals import goals_of
from tpo_docs.rules import BY_CODE
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

_MAX_ROWS = 30
_AGES = ((7, "up to a week"), (31, "up to a month"), (92, "up to three months"))
AGES = (*(name for _, name in _AGES), "older", "unknown")
"""How long ago the file of a finding was changed, the freshest first."""

To = Callable[[str], str]


class Chart(NamedTuple):
    """What a chart is to show."""

    of: str
    by: str = ""
    title: str = ""
    items: tuple[Item, ...] | None = None
    """Only these."""


@dataclass(frozen=True, slots=True)
class ChartsView:
    """The figures, each as HTML."""

    figures: tuple[str, ...]
    history: bool
    """Whether the age of findings is known."""


_USUAL = (
    Chart("coverage", "type"),
    Chart("coverage", "release"),
    Chart("coverage", "goal"),
    Chart("status", "type"),
    Chart("status", "release"),
    Chart("findings", "severity"),
    Chart("findings", "rule"),
)


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The page of figures."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    page = places.page(CHARTS)
    links = Links(page, places, say)

    def to(path: str) -> str:
        return relative(page, places.page(path))

    figures = tuple(html for one in _USUAL if (html := chart(one, review, links, to)))
    yield Page(CHARTS, "pages/charts.md.j2", ChartsView(figures, bool(project.history)), say("Figures"), search=False)


def chart(wanted: Chart, review: Review, links: Links, to: To) -> str:
    """A chart as HTML; empty where there is nothing to draw."""
    return {"coverage": _coverage, "findings": _findings, "status": _status}.get(wanted.of, _items)(
        wanted, _Sheet(review, links, to)
    )


def age(finding: Finding, project: Project) -> str:
    """How long ago the file of a finding was changed, in words of `AGES`."""
    change = project.history.get(finding.path)
    day: date | None = as_date(change.on) if change is not None else None
    if day is None:
        return "unknown"
    days = (project.today - day).days
    return next((name for limit, name in _AGES if days <= limit), "older")


class _Sheet(NamedTuple):
    review: Review
    links: Links
    to: To

    @property
    def project(self) -> Project:
        return self.review.project

    @property
    def say(self) -> Words:
        return self.links.words

    def frame(self, wanted: Chart, title: str, sentence: str, by: str) -> Frame:
        say = self.say
        own = charts.Words(say("The numbers"), say("Total"), say("unknown"))
        return Frame(
            say(wanted.title) if wanted.title else title, sentence, say(_HEADS.get(by) or by.capitalize()), own
        )

    def label(self, by: str, name: str) -> str:
        """What a group is called."""
        say, project = self.say, self.project
        if not name:
            return say({"release": "No release", "goal": "No goal", "owner": "Nobody"}.get(by, "none"))
        if by == "type":
            return say.plural(name)
        if by == "kind":
            type_name, _, kind = name.partition("/")
            return f"{say.plural(type_name)}: {say(kind)}" if kind else say.plural(type_name)
        if by in ("severity", "age"):
            return say(name)
        if by == "rule":
            rule = BY_CODE.get(name)
            return f"{name} {rule.name.replace('-', ' ')}" if rule is not None else name
        item = project.resolve(name)
        if item is None:
            return say(name)
        return title_text(item.title) or item.id

    def href(self, by: str, name: str, page: str) -> str:
        """Where the items behind a group are."""
        if by == "type":
            return self.to(list_page(name))
        if by == "rule":
            return self.to(rule_page(name))
        item = self.project.resolve(name) if name else None
        return self.links.href(item) if item is not None else self.to(page)

    def groups(self, by: str) -> Callable[[Item], Iterable[str]]:
        """The groups that an item belongs to."""
        project = self.project
        if by == "release":
            releases = releases_of(project)
            return lambda item: releases.get(item.id, ("",))
        if by == "goal":
            return lambda item: goals_of(project, item) or ("",)
        if by == "owner":
            return lambda item: (item.owner,)
        if by == "kind":
            return lambda item: (f"{item.type}/{item.kind}" if item.kind else item.type,)
        return lambda item: (item.type,)

    def order(self, by: str, names: Iterable[str]) -> list[str]:
        """Groups as one reads them: types after the schema, releases by date, those without last."""
        project = self.project
        types = list(project.schema.types)

        def key(name: str) -> tuple[object, ...]:
            first = name.partition("/")[0]
            if by in ("type", "kind"):
                return (types.index(first) if first in types else len(types), natural_key(name))
            item = project.items.get(name)
            if by == "release" and item is not None:
                return (False, item.text("released") or item.text("target") or "9999", natural_key(name))
            return (
                not name,
                "",
                natural_key(name if item is not None and not item.is_row else self.label(by, name).casefold()),
            )

        return sorted(names, key=key)


_MANY = {"error": "errors", "warning": "warnings", "info": "hints"}
_HEADS = {
    "type": "Type",
    "kind": "Kind",
    "release": "Release",
    "goal": "Goal",
    "owner": "Owner",
    "severity": "Severity",
    "age": "Age",
    "rule": "Rule",
}


def _titled(sheet: _Sheet, of: str, by: str) -> str:
    known = f"{of} by {by}"
    return sheet.say(known[:1].upper() + known[1:])


def _coverage(wanted: Chart, sheet: _Sheet) -> str:
    by = wanted.by or "type"
    say = sheet.say
    items = [item for item in _of(wanted, sheet) if item.type != "release"]
    if by == "goal":
        items = [item for item in items if item.type != "goal"]
    found = {share.name: share for share in shares(sheet.project, sheet.groups(by), items) if share.total}
    if not found or (by in ("release", "goal") and set(found) == {""}):
        return ""
    parts = (
        Part("covered", say("covered all the way down")),
        Part("derived", say("covered, gap further down")),
        Part("open", say("gap")),
    )
    rows = [_share(found[name], sheet, by) for name in sheet.order(by, found)[:_MAX_ROWS]]
    whole, covered = sum(share.total for share in found.values()), sum(share.covered for share in found.values())
    some = say("{covered} of {total} have what they need.", covered=covered, total=whole)
    sentence = say("{covered} of {total} has what it needs.", covered=covered, total=1) if whole == 1 else some
    return charts.bars(sheet.frame(wanted, _titled(sheet, "coverage", by), sentence, by), parts, rows, share=True)


def _share(share: Share, sheet: _Sheet, by: str) -> Bar:
    deep = min(share.deep, share.covered)
    return Bar(
        sheet.label(by, share.name),
        (deep, share.covered - deep, share.total - share.covered),
        f"{share.covered}/{share.total} · {share.percent} %",
        sheet.href(by, share.name, COVERAGE),
    )


def _status(wanted: Chart, sheet: _Sheet) -> str:
    by = wanted.by or "type"
    groups = sheet.groups(by)
    found: dict[str, Counter[Category]] = {}
    for item in _of(wanted, sheet):
        if item.type in ("party", "term", "clause") and wanted.items is None:
            continue
        if by == "release" and item.type == "release":
            continue
        for name in groups(item):
            found.setdefault(name, Counter())[item.category] += 1
    if not found or (by in ("release", "goal") and set(found) == {""}):
        return ""
    if by in ("release", "goal"):
        found.pop("", None)
    seen = [category for category in Category if any(counter[category] for counter in found.values())]
    parts = tuple(Part(category.value, sheet.say(category.value)) for category in seen)
    rows = [
        Bar(
            sheet.label(by, name), tuple(found[name][category] for category in seen), "", sheet.href(by, name, COVERAGE)
        )
        for name in sheet.order(by, found)[:_MAX_ROWS]
    ]
    total = sum(counter.total() for counter in found.values())
    say = sheet.say
    many = say("{total} items by the category of their status.", total=total)
    sentence = say("1 item by the category of its status.") if total == 1 else many
    return charts.bars(sheet.frame(wanted, _titled(sheet, "status", by), sentence, by), parts, rows)


def _findings(wanted: Chart, sheet: _Sheet) -> str:
    by = wanted.by or "severity"
    say, project = sheet.say, sheet.project
    only = frozenset(item.id for item in wanted.items) if wanted.items is not None else None
    findings = [one for one in sheet.review.findings if only is None or one.item in only]
    if not findings:
        return ""
    many = say("{total} findings.", total=len(findings))
    age_ = say("The age is the time since the file was last changed.")
    sentence = f"{say('1 finding.') if len(findings) == 1 else many} {age_}"
    title = say("Findings by severity and age") if by == "severity" else _titled(sheet, "findings", by)
    frame = sheet.frame(wanted, title, sentence, by)
    if by == "severity":
        ages = [name for name in AGES if any(age(one, project) == name for one in findings)]
        counts = Counter((one.severity, age(one, project)) for one in findings)
        parts = tuple(Part(f"age-{AGES.index(name)}", say(name)) for name in ages)
        rows = [
            Bar(say(_MANY[severity.value]), tuple(counts[severity, name] for name in ages), "", sheet.to(GAPS))
            for severity in Severity
        ]
        return charts.bars(frame, parts, rows)
    found: dict[str, Counter[Severity]] = {name: Counter() for name in (AGES if by == "age" else ())}
    groups = sheet.groups(by)
    for one in findings:
        item = project.items.get(one.item)
        if by in ("age", "rule"):
            names: Iterable[str] = (age(one, project) if by == "age" else one.code,)
        else:
            names = groups(item) if item is not None else ("",)
        for name in names:
            found.setdefault(name, Counter())[one.severity] += 1
    order = list(AGES) if by == "age" else sheet.order(by, found)
    if by == "age" and project.history:
        order = [name for name in order if name != "unknown" or found[name]]
    if by in ("rule", "owner"):
        order.sort(key=lambda name: -found[name].total())
    seen = [severity for severity in Severity if any(counter[severity] for counter in found.values())]
    parts = tuple(Part(severity.value, say(_MANY[severity.value])) for severity in seen)
    rows = [
        Bar(sheet.label(by, name), tuple(found[name][severity] for severity in seen), "", sheet.href(by, name, GAPS))
        for name in order[:_MAX_ROWS]
    ]
    return charts.bars(frame, parts, rows)


def _items(wanted: Chart, sheet: _Sheet) -> str:
    by = wanted.by or "type"
    items = list(_of(wanted, sheet))
    counts: Counter[str] = Counter()
    for item in items:
        counts.update(query.cell(item, by, sheet.review) or ("",))
    if not items:
        return ""
    names = sheet.order(by, counts) if by == "type" else [name for name, _ in counts.most_common()]
    rows = [Bar(sheet.label(by, name), (counts[name],)) for name in names[:_MAX_ROWS]]
    say = sheet.say
    sentence = say("1 item.") if len(items) == 1 else say("{total} items.", total=len(items))
    title = sheet.say("Items by {what}", what=sheet.say(_HEADS.get(by) or by.capitalize()))
    return charts.bars(sheet.frame(wanted, title, sentence, by), (Part("first", sheet.say("Items")),), rows)


def _of(wanted: Chart, sheet: _Sheet) -> Iterable[Item]:
    return wanted.items if wanted.items is not None else sheet.project.items.values()
