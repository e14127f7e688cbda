"""The chips under a title, and the verdict: what an item is in a few words, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tpo_docs.coverage import Coverage, Missing, coverage
from tpo_docs.model import Category, Finding, Item, Project, Review, Scalar, Severity
from tpo_docs.pages.inline import safe_address
from tpo_docs.pages.links import Links
from tpo_docs.scope import release_of
from tpo_docs.titles import title_text
from tpo_docs.words import Words

_MAX_TAGS = 12
_MAX_MISSING = 3


class Chip(NamedTuple):
    """A short fact with an icon."""

    kind: str
    """Which icon: kind, priority, owner, team, release, estimate, tag, external."""
    text: str
    label: str = ""
    """What it is, for those who do not see the icon; a text of the catalogue."""
    item: Item | None = None
    """What it is about."""
    address: str = ""
    """What it links to."""


class Verdict(NamedTuple):
    """How an item is covered, in words."""

    state: str
    """A state of `parts/macros.j2`."""
    text: str
    where: Item | None = None
    """The item further down that lacks something."""
    what: str = ""
    """What it lacks."""


def chips(item: Item, links: Links) -> tuple[Chip, ...]:
    """The chips of an item, its status left out: that one always comes first."""
    return tuple(_chips(item, links))


def verdict(item: Item, project: Project, words: Words) -> Verdict | None:
    """Whether an item has what it needs; None for one that needs nothing."""
    found = coverage(project).get(item.id)
    if found is None or not found.expected:
        return None
    if _without_criteria(item, found):
        return Verdict("none", words("No acceptance criteria yet"))
    if not found.covered:
        text = _some(found.missing, words, item)
        if item.committed:
            return Verdict("missing", words("Gap: {what}", what=text))
        return Verdict("none", words("Still to come: {what}", what=text))
    missing = found.first_missing
    if missing is not None:
        what = missing_words(missing, words, of=missing.item)
        return Verdict("derived", words("Covered. Further down"), project.items[missing.item], what)
    if found.exempt:
        what = _some(found.exempt, words, item)
        return Verdict("exempt", words("Covered, but for what is allowed: {what}", what=what))
    return Verdict("ok", words("Covered"))


def _some(lacks: Sequence[Missing], words: Words, item: Item) -> str:
    texts = [missing_words(missing, words, of=item.id) for missing in lacks[:_MAX_MISSING]]
    rest = len(lacks) - len(texts)
    return ", ".join(texts) + (" " + words("and {count} more", count=rest) if rest else "")


def coverage_state(item: Item, project: Project, words: Words) -> tuple[str, str] | None:
    """The same for a cell of a table: a state, and what is missing first."""
    found = coverage(project).get(item.id)
    if found is None or not found.expected:
        return None
    if _without_criteria(item, found):
        return "none", words("no criteria")
    if found.covered and found.deep and found.exempt:
        return "exempt", allowed_words(found.exempt, words, of=item.id)
    if found.covered:
        return ("ok", "") if found.deep else ("derived", words("gap further down"))
    rest = len(found.missing) - 2
    texts = [missing_words(missing, words, of=item.id) for missing in found.missing[:2]]
    return "missing" if item.committed else "none", ", ".join(texts) + (f" +{rest}" if rest > 0 else "")


def allowed_words(exempt: Sequence[Missing], words: Words, *, of: str = "") -> str:
    """What an item lacks and allows, in one line: `allowed: AC3 has no test`."""
    texts = [missing_words(missing, words, of=of) for missing in exempt[:2]]
    rest = len(exempt) - len(texts)
    return words("allowed: {what}", what=", ".join(texts) + (f" +{rest}" if rest else ""))


def missing_words(missing: Missing, words: Words, *, of: str = "") -> str:
    """What is missing, seen from item `of`: `AC2 has no test`, `no story`, `STY-004: AC2 has no test`."""
    kind = words(missing.need.kind) if missing.need.kind else ""
    name = words(missing.need.type) if missing.need.type in ("approval", "code") else words.singular(missing.need.type)
    if words.language == "de":
        what = f"{name} ({kind})" if kind else name
    else:
        what = f"{kind} {name.lower()}" if kind else name.lower()
    text = (
        words("{criterion} has no {what}", criterion=missing.criterion, what=what)
        if missing.criterion
        else words("no {what}", what=what)
    )
    return text if of == missing.item else f"{missing.item}: {text}"


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, then as they were."""
    some = tuple(findings)
    return some if len(some) < 2 else tuple(sorted(some, key=lambda finding: finding.severity.rank))


def counts(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    """How many findings of each severity, those without left out."""
    found = dict.fromkeys(Severity, 0)
    for finding in findings:
        found[finding.severity] += 1
    return tuple((severity, count) for severity, count in found.items() if count)


def tone(item: Item, review: Review) -> str:
    """How a row about an item looks: `dead`, `error`, `warning` or nothing."""
    if item.category is Category.DEAD:
        return "dead"
    worst = min((finding.severity.rank for finding in review.about(item.id)), default=9)
    return ("error", "warning")[worst] if worst < 2 else ""


def _without_criteria(item: Item, found: Coverage) -> bool:
    """Whether an item that needs a test for each criterion has no criterion: then nothing is missing, and nothing there."""
    return not item.criteria and any(state.need.per_criterion for state in found.states) and found.expected == 1


def _chips(item: Item, links: Links) -> Iterator[Chip]:
    fields, project, words = item.fields, links.places.project, links.words
    if item.kind:
        yield Chip("kind", words(item.kind), "Kind")
    if "priority" in fields:
        yield Chip("priority", words(item.text("priority")), "Priority")
    if "owner" in fields:
        yield from _actors("owner", item.texts("owner"), "Owner", links)
    if "team" in fields:
        owners = item.texts("owner")
        yield from _actors("team", (name for name in item.texts("team") if name not in owners), "Team", links)
    release = release_of(project, item) if item.type != "release" else None
    if release is not None:
        yield Chip("release", title_text(release.title) or release.id, "Release", release, links.href(release))
    if "estimate" in fields and item.text("estimate"):
        yield Chip("estimate", words("Estimate {value}", value=item.text("estimate")), "Estimate")
    if "tags" in fields:
        for tag in item.texts("tags")[:_MAX_TAGS]:
            yield Chip("tag", tag, "Tag")
    if "external" in fields:
        yield from _external(item)


def _actors(kind: str, names: Iterable[str], label: str, links: Links) -> Iterator[Chip]:
    items = links.places.project.items
    for name in names:
        party = items.get(name)
        if party is None:
            yield Chip(kind, name, label)
        else:
            yield Chip(kind, title_text(party.title) or name, label, party, links.href(party))


def _external(item: Item) -> Iterator[Chip]:
    group = item.group("external")
    for entry in group.fields if group is not None else ():
        if isinstance(entry.value, Scalar) and entry.value.text.strip():
            value = entry.value.text.strip()
            address = value if safe_address(value) else ""
            yield Chip("external", entry.name if address else f"{entry.name} {value}", "Elsewhere", None, address)
