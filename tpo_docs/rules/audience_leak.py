"""TPO904: something in a public text that is not for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tpo_docs.audience import Hidden, hidden, ids_in, is_used, titles_in
from tpo_docs.body import ITEM_MARK
from tpo_docs.model import Document, Field, Item, Location, Project, Scalar, Sequence, Severity, Value, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.sensitive import Sort, hits, is_private, shown

_REFERENCE = re.compile(r"\[\[([^\[\]|\\\n]+)(?:\\?\|[^\[\]\n]*)?\]\]")
_MARK = re.compile(re.escape(ITEM_MARK).replace(r"\{\}", r"\S+"))
_FORMAL = frozenset(("id", "type", "status", "kind", "audience", "priority", "aliases", "review_by", "release"))


class _Leak(NamedTuple):
    start: int
    what: str
    about: str
    mend: str


@rule("TPO904", "audience-leak", Severity.ERROR, ramped=False)
def audience_leak(project: Project) -> Iterator[Violation]:
    """An e-mail address, a telephone number, something like a secret or the name of an internal item in a public text.

    ## Why it matters
    What was published once cannot be taken back. `tpo-docs build --audience public` puts a mark in the place of
    everything that this rule finds, so nothing leaks; but the sentence around it has a hole. Quotes in feedback need
    the consent of whoever said them. The rule speaks once an item, a page or the configuration tells audiences apart.
    (Fields made for it, such as `email`, are never published and are no finding; `disclosure: {allow: [...]}` names
    what may be read by everybody.)

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Invoices are sent by mail
    kind: functional
    ---
    The system shall send invoices from anna.smith@example.com.  <!-- finding: TPO904 -->

    It follows the price list, see [[REQ-009]].  <!-- finding: TPO904 -->
    ```
    ```yaml title="REQ-009.md"
    ---
    id: REQ-009
    title: Prices of the largest client
    kind: functional
    audience: internal
    ---
    ```

    ## Instead
    ```yaml title="tpo-docs.yml"
    disclosure: {allow: [invoices@example.com]}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Invoices are sent by mail
    kind: functional
    ---
    The system shall send invoices from invoices@example.com.

    It follows the price list.
    ```
    ```yaml title="REQ-009.md"
    ---
    id: REQ-009
    title: Prices of the largest client
    kind: functional
    audience: internal
    ---
    ```
    """
    if project.audience or not is_used(project):
        return
    everybody = project.configuration.disclosure.audiences[0]
    unseen = hidden(project, everybody)
    for item in project.items.values():
        if item.id not in unseen.ids:
            yield from _item(project, item, unseen)
    for page in project.documents:
        if page.path not in unseen.paths:
            yield from _fields(project, page, page.fields.values(), unseen)
            # Where items stood in a page of many, our own marks name them.
            text = _MARK.sub(lambda match: " " * len(match[0]), page.body.text)
            yield from _text(project, page, text, Location(page.path, page.body.line), "body", unseen)


def _item(project: Project, item: Item, unseen: Hidden) -> Iterator[Violation]:
    fields = [entry for name, entry in item.fields.items() if name not in _FORMAL]
    if item.type == "feedback" and item.texts("quotes") and item.text("consent").casefold() not in ("yes", "true"):
        fields = [entry for entry in fields if entry.name != "quotes"]
        mend = "ask, then write `consent: yes`; or write `audience: internal`"
        yield Violation(item.place("quotes"), f"{item.id} quotes without consent", item.id, "quotes", mend)
    yield from _fields(project, item, fields, unseen)
    yield from _text(project, item, item.body.text, Location(item.path, item.body.line), "body", unseen)


def _fields(project: Project, one: Item | Document, fields: Iterable[Field], unseen: Hidden) -> Iterator[Violation]:
    for entry in fields:
        if is_private(entry.name) or entry.name in project.schema.keywords:
            continue
        for trail, scalar in _scalars(entry.name, entry.value):
            if scalar.text.strip().partition("/")[0] not in unseen.ids:
                at = Location(one.path, scalar.line, scalar.column)
                yield from _text(project, one, scalar.text, at, trail, unseen)


def _scalars(trail: str, value: Value) -> Iterator[tuple[str, Scalar]]:
    if isinstance(value, Scalar):
        yield trail, value
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from _scalars(trail, entry)
    else:
        for field in value.fields:
            if not is_private(field.name):
                yield from _scalars(f"{trail}.{field.name}", field.value)


def _text(
    project: Project, one: Item | Document, text: str, at: Location, trail: str, unseen: Hidden
) -> Iterator[Violation]:
    name = one.id if isinstance(one, Item) else one.path
    for leak in sorted(_leaks(project, text, unseen)):
        line = text.count("\n", 0, leak.start)
        column = leak.start - text.rfind("\n", 0, leak.start) if line or trail == "body" else at.column + leak.start
        place = Location(at.path, at.line + line, column)
        item = one.id if isinstance(one, Item) else ""
        yield Violation(place, f"{name} holds {leak.what}", item, f"{trail} {leak.about}", leak.mend)


def _leaks(project: Project, text: str, unseen: Hidden) -> Iterator[_Leak]:
    if not text:
        return
    for hit in hits(text, project.configuration.disclosure.allow):
        if hit.sort is Sort.SECRET:
            mend = "take it out and make it void: Git keeps what was written once"
            yield _Leak(hit.start, "what looks like a secret", "secret", mend)
        else:
            what = f"{'an' if hit.sort is Sort.EMAIL else 'a'} {hit.sort.value}, {shown(text, hit)}"
            mend = "take it out, or allow it by `disclosure: {allow: [...]}` in tpo-docs.yml"
            yield _Leak(hit.start, what, hit.sort.value, mend)
    mend = "say it without, or write `audience: internal` here too"
    named = {start: name for start, _, name in ids_in(text, unseen)}
    for match in _REFERENCE.finditer(text) if "[[" in text else ():
        target = match[1].strip()
        if target.partition("/")[0] in unseen.ids:
            named.pop(match.start(1), None)
            named[match.start()] = target
    for start, name in named.items():
        yield _Leak(start, f"the name of {name}, which is not for everybody", name, mend)
    for start, end in titles_in(text, unseen):
        title = " ".join(text[start:end].split())
        if not any(start <= place <= end for place in named):
            yield _Leak(start, f"the title of an item that is not for everybody, '{title}'", title, mend)
