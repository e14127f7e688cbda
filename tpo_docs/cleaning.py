"""What an audience does not see, taken out of texts, values, items and pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from tpo_docs import body as bodies
from tpo_docs import sensitive
from tpo_docs.audience import Hidden, ids_in, titles_in
from tpo_docs.model import Body, Criterion, Document, Field, Item, Project, Scalar, Sequence, Unread, Value
from tpo_docs.sensitive import MARK, is_private

_REFERENCE = re.compile(r"\\?\[\[([^\[\]|\\\n]+)(?:\\?\|[^\[\]\n]*)?\]\]")
_TARGET = (
    r"\]\(\s*(?:<([^<>\n]+)>|([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))"
    r"(?:\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)"
)
_INLINE_LINK = re.compile(rf"!?\[([^\[\]\n]*){_TARGET}")
_LINK_END = re.compile(_TARGET)
"""Of a link whose words hold brackets of their own, such as a picture."""
_DEFINITION = re.compile(
    r"(?m)^((?:[ \t>]|[-+*][ \t]|[0-9]{1,9}[.)][ \t])*\[[^\]^\n][^\]\n]*\]:\s*)(?:<([^<>\n]+)>|([^\s<>]+))"
    r"(.*(?:\n[ \t>]*(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))[ \t]*$)?)"
)
_ADDRESS = re.compile(r"(?i)(<[a-zA-Z][^<>]*?\s(?:href|src)\s*=\s*)(\"[^\"\n]*\"|'[^'\n]*'|[^\s>\"']+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PRIVATE_SCHEME = re.compile(r"(?i)(?:mailto|tel|sms|callto|skype|xmpp|sip):")


Here = tuple[str, str]
"""Where a text stands: its file, and its page."""


class Cleaner:
    """Takes out of texts and values what an audience does not see."""

    def __init__(self, project: Project, unseen: Hidden) -> None:
        self.project = project
        self.unseen = unseen
        self.allow = frozenset(project.configuration.disclosure.allow)
        self.text: Callable[[str], str] = lru_cache(maxsize=50_000)(self._text)

    def _text(self, text: str) -> str:
        if not text:
            return text
        if "[[" in text:
            text = _REFERENCE.sub(self._reference, text)
        text = self.neutral(sensitive.cleaned(text, self.allow))
        for start, end in reversed(tuple(titles_in(text, self.unseen))):
            text = text[:start] + MARK + "\n" * text.count("\n", start, end) + text[end:]
        return text.replace(f"<{MARK}>", MARK)

    def neutral(self, text: str) -> str:
        """The text with a mark for each hidden id."""
        for start, end, _ in reversed(tuple(ids_in(text, self.unseen))):
            text = text[:start] + MARK + text[end:]
        return text

    def markdown(self, text: str, here: Here) -> str:
        """A body: links to hidden pages and to private addresses go, what they say of themselves too."""

        def inline(match: re.Match[str]) -> str:
            address = match[2] or match[3]
            return match[0] if self._is_open(address, here) else self._label(match[1], address)

        def end(match: re.Match[str]) -> str:
            return match[0] if self._is_open(match[1] or match[2], here) else "](#)"

        def definition(match: re.Match[str]) -> str:
            return (
                match[0] if self._is_open(match[2] or match[3], here) else f"{match[1]}#" + "\n" * match[4].count("\n")
            )

        def attribute(match: re.Match[str]) -> str:
            return match[0] if self._is_open(match[2].strip("\"'"), here) else f'{match[1]}"#"'

        if "](" in text:
            text = _LINK_END.sub(end, _INLINE_LINK.sub(inline, text))
        if "]:" in text:
            text = _DEFINITION.sub(definition, text)
        if "=" in text and "<" in text:
            text = _ADDRESS.sub(attribute, text)
        return self.text(text)

    def item(self, item: Item) -> Item:
        """The item without what is hidden; the very same where nothing is."""
        here = item.path, item.docs_path
        fields = {name: field for name, entry in item.fields.items() if (field := self._field(item, entry)) is not None}
        body = self.body(item.body, here)
        criteria = body.criteria
        if item.criteria != item.body.criteria:
            criteria = tuple(self._criterion(one) for one in item.criteria)
        links = tuple(
            one
            for one in item.links
            if one.target.partition("/")[0] not in self.unseen.ids and self.text(one.target) == one.target
        )
        return replace(
            item, title=self.markdown(item.title, here), fields=fields, links=links, body=body, criteria=criteria
        )

    def document(self, page: Document) -> Document:
        """A page of an author."""
        here = page.path, page.docs_path
        fields = {name: self._written(entry, here) for name, entry in page.fields.items() if not is_private(name)}
        return page._replace(
            title=self.markdown(page.title, here),
            fields={name: entry for name, entry in fields.items() if entry is not None},
            body=self.body(page.body, here),
        )

    def body(self, body: Body, here: Here) -> Body:
        """A body read anew where something had to go."""
        if not body.text:
            return body
        text = self.markdown(body.text, here)
        return body if text == body.text else bodies.read(text, body.line)

    def unread(self, one: Unread) -> Unread:
        """What could not be read."""
        return one._replace(reason=self.text(one.reason), mend=self.text(one.mend))

    def value(self, value: Value, here: Here) -> Value | None:
        """A value; None where it names something hidden."""
        if isinstance(value, Scalar):
            if value.text.strip().partition("/")[0] in self.unseen.ids:
                return None
            text = self.markdown(value.text, here)
            return value if text == value.text else value._replace(text=text)
        if isinstance(value, Sequence):
            entries = tuple(found for entry in value.entries if (found := self.value(entry, here)) is not None)
            return value._replace(entries=entries) if entries or not value.entries else None
        fields = tuple(one for entry in value.fields if (one := self._written(entry, here)) is not None)
        return value._replace(fields=fields) if fields or not value.fields else None

    def _field(self, item: Item, entry: Field) -> Field | None:
        if (
            item.type == "feedback"
            and entry.name == "quotes"
            and item.text("consent").casefold() not in ("yes", "true")
        ):
            return None
        return self._written(entry, (item.path, item.docs_path))

    def _written(self, entry: Field, here: Here) -> Field | None:
        if is_private(entry.name) or entry.name in self.unseen.ids:
            return None
        value = self.value(entry.value, here)
        name = self.text(entry.name)
        if value is None or (value is entry.value and name == entry.name):
            return entry if value is not None else None
        return entry._replace(name=name, value=value)

    def _criterion(self, one: Criterion) -> Criterion:
        return one._replace(text=self.text(one.text))

    def _reference(self, match: re.Match[str]) -> str:
        target = match[1].strip()
        name = target.partition("/")[0].strip()
        return MARK if target in self.unseen.ids or name in self.unseen.ids else match[0]

    def _is_open(self, address: str, here: Here) -> bool:
        """Whether a link may lead there."""
        if _PRIVATE_SCHEME.match(address):
            return not sensitive.hits(unquote(address), self.allow)
        if not self.unseen.docs_paths and not self.unseen.paths:
            return True
        target = unquote(_ESCAPED.sub(r"\1", unescape(address))).partition("#")[0].partition("?")[0]
        if not target or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", target):
            return True
        hidden = (self.unseen.paths, self.unseen.docs_paths)  # as a reader of the repository goes, and one of the site
        places = [posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) for path in here]
        return not any(
            {place, re.sub(r"\.(?:html?|markdown)$", ".md", place)} & some
            for place, some in zip(places, hidden, strict=True)
        )

    def _label(self, label: str, address: str) -> str:
        return self.text(label) if _PRIVATE_SCHEME.match(address) else MARK
