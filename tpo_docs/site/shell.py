"""Pages without a template run each: the theme's template is rendered once per state, and filled in for every other page.

What differs between two pages of one state are a few values (title, description, content, addresses). A template that
does more with such a value than print it would make that unsound, so all templates are read first: where one does, or
where a plugin works on whole pages, every page is rendered in the ordinary way and the caller is told why.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import jinja2
from jinja2 import nodes
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from tpo_docs.site.filling import Filled, Fragments, Written
from tpo_docs.site.theme_templates import Seen, Uses

_HOLES = ("title", "meta.title", "meta.description", "content", "canonical_url", "edit_url", "url")
_PRINTING = frozenset({"e", "escape", "striptags", "d", "default", "url", "trim", "safe", "string", "urlencode"})
"""Filters that leave a plain text as it is, or change the sentinel so that it is noticed."""
_STATE = frozenset(
    {
        "toc",
        "ancestors",
        "parent",
        "is_homepage",
        "previous_page",
        "next_page",
        "is_page",
        "is_section",
        "is_link",
        "active",
        "config",
        "meta",
        "authors",
        "categories",
        "children",
        "is_top_level",
    }
)
_CORE = "tpoq7x"
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:/_()\[\]+*?!=@#%~–—·…’“”„äöüÄÖÜßéèà-]*\Z")
_ENOUGH = 2  # pages of a state that are rendered in both ways and compared


@dataclass(slots=True)
class _State:
    shell: Fragments | None
    compared: int = 0
    written: Written | None = None


@dataclass
class Shells:
    """The shells of one build."""

    environment: jinja2.Environment
    config: MkDocsConfig
    nav: Navigation
    before: Mapping[str, Any] = field(default_factory=dict)
    """What an earlier build of the same settings, theme and navigation knew; see `known`."""
    rendered: int = 0
    """How many times a template was run."""
    filled: int = 0
    why_not: str = ""
    """Why no shell can be used; empty where they can."""
    _states: dict[str, _State] = field(default_factory=dict)
    _keys: dict[object, str] = field(default_factory=dict)
    """Of each state that came up."""
    _meta: frozenset[str] = frozenset()
    _asked: tuple[str, ...] = ()
    """Texts that a template looks for in a page's content."""

    def __post_init__(self) -> None:
        try:
            self._read(self.before)
        except (KeyError, TypeError, ValueError):
            self._states = {}
            self.why_not = self._reason()

    def known(self) -> dict[str, Any]:
        """What a later build may begin with, as JSON can hold it: the shells that were found right."""
        states = {
            key: [state.shell.texts, state.shell.holes]
            for key, state in self._states.items()
            if state.shell is not None and state.compared >= _ENOUGH
        }
        return {"why_not": self.why_not, "meta": sorted(self._meta), "asked": self._asked} | {
            f"shell {key}": shell for key, shell in states.items()
        }

    def _read(self, before: Mapping[str, Any]) -> None:
        self.why_not = str(before["why_not"])
        self._meta = frozenset(map(str, before["meta"]))
        self._asked = tuple(map(str, before["asked"]))
        for name, shell in before.items():
            if name.startswith("shell "):
                fragments = Fragments(tuple(shell[0]), tuple(shell[1]))
                self._states[name.removeprefix("shell ")] = _State(fragments, _ENOUGH)

    def render(self, page: Page, run: Callable[[Page], str]) -> str | Filled:
        """The page's HTML. `run` renders the template for a page in the ordinary way."""
        if self.why_not or page.parent is not None or page.previous_page or page.next_page or page.is_homepage:
            self.rendered += 1
            return run(page)
        values = _values(page)
        key = self._key(page, values)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = _State(self._shell(page, values, run))
        shell = state.shell
        if shell is None or not all(name == "content" or _is_plain(values[name]) for name in set(shell.holes)):
            self.rendered += 1
            return run(page)
        if state.compared < _ENOUGH:
            state.compared += 1
            self.rendered += 1
            whole = run(page)
            if whole != shell.fill(values):
                state.shell = None
            return whole
        self.filled += 1
        if state.written is None:
            state.written = Written(shell)
        return state.written.fill(values)

    def _key(self, page: Page, values: Mapping[str, str]) -> str:
        meta = page.meta
        state = (
            page.url.rpartition("/")[0],
            tuple(values),
            tuple(sorted((name, repr(meta[name])) for name in self._meta if name in meta)),
            bool(meta),
            tuple(_outline(_below_heading(page.toc))),
            tuple(text in values.get("content", "") for text in self._asked),
            str(meta.get("template", "main.html")),
        )
        key = self._keys.get(state)
        if key is None:
            key = blake2b(repr(state).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
            self._keys[state] = key
        return key

    def _shell(self, page: Page, values: Mapping[str, str], run: Callable[[Page], str]) -> Fragments | None:
        """The state's shell, or None where a value came out changed."""
        marks = {name: f"\x02{_CORE} {index}/{'z' * index}\x03" for index, name in enumerate(values)}
        folder = page.url.rpartition("/")[0]
        marks["url"] = f"{folder}/{_CORE}-url.html" if folder else f"{_CORE}-url.html"
        if "heading.id" in marks:
            marks["heading.id"] = f"{_CORE}-heading"
        content = marks.get("content")
        if content is not None:
            marks["content"] = content + "".join(text for text in self._asked if text in values["content"])
        self.rendered += 1
        text = run(_sentinel(page, marks))
        pattern = "|".join(re.escape(mark) for mark in sorted(marks.values(), key=len, reverse=True))
        names = {mark: name for name, mark in marks.items()}
        pieces = re.split(f"({pattern})", text)
        shell = Fragments(tuple(pieces[::2]), tuple(names[mark] for mark in pieces[1::2]))
        return None if any(_CORE in piece for piece in shell.texts) or "content" not in shell.holes else shell

    def _reason(self) -> str:
        for event in ("post_page",):
            methods = self.config.plugins.events.get(event, [])
            if methods:
                return f"the plugin {_owner(methods[0])!r} works on whole pages"
        if "content.action.view" in (self.config.theme.get("features") or ()):
            return "the theme's feature content.action.view takes addresses apart"
        meta: set[str] = set()
        asked: set[str] = set()
        for name, uses in _templates(self.environment):
            meta.update(uses.meta)
            asked.update(uses.asked)
            if uses.problem:
                return f"the template {name} {uses.problem}"
        self._meta = frozenset(meta) - {"title", "description"}
        self._asked = tuple(sorted(asked))
        return ""


def _values(page: Page) -> dict[str, str]:
    """What differs between pages of one state."""
    meta = page.meta
    found = {
        "title": page.title,
        "meta.title": meta.get("title"),
        "meta.description": meta.get("description"),
        "content": page.content,
        "canonical_url": page.canonical_url,
        "edit_url": page.edit_url,
        "url": page.url,
    }
    heading = _heading(page.toc)
    if heading is not None:
        found |= {"heading.id": heading.id, "heading.title": heading.title}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _is_plain(value: str) -> bool:
    """Whether every filter that a template may put it through leaves it as it is."""
    return _PLAIN.match(value) is not None and "  " not in value and value.strip() == value


def _heading(toc: Any) -> AnchorLink | None:
    """The one heading of the first level that a page has; its place in the contents is taken by what is below it."""
    items = list(toc)
    return items[0] if len(items) == 1 and items[0].level == 1 else None


def _below_heading(toc: Any) -> Iterable[Any]:
    heading = _heading(toc)
    return toc if heading is None else heading.children


def _owner(method: Any) -> str:
    return str(getattr(type(getattr(method, "__self__", None)), "__module__", "") or getattr(method, "__module__", "?"))


def _outline(entries: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """A table of contents as plain values."""
    for entry in entries:
        yield (
            entry.id,
            entry.title,
            entry.level,
            repr(getattr(entry, "typeset", None)),
            tuple(_outline(entry.children)),
        )


class _Sentinel(Page):
    """A page whose values are marks."""

    marks: Mapping[str, str]

    @property
    def url(self) -> str:
        """The mark of the address."""
        return self.marks["url"]


def _sentinel(page: Page, marks: Mapping[str, str]) -> Page:
    double = object.__new__(_Sentinel)
    double.__dict__.update(page.__dict__)
    double.marks = marks
    double.meta = copy.copy(page.meta)
    for name, mark in marks.items():
        if name.startswith("meta."):
            double.meta[name.removeprefix("meta.")] = mark
        elif not name.startswith("heading.") and name != "url":
            setattr(double, name, mark)
    heading = _heading(page.toc)
    if heading is not None:
        marked = AnchorLink(marks["heading.title"], marks["heading.id"], heading.level)
        marked.children = heading.children
        double.toc = TableOfContents([marked])
    return double


def _templates(environment: jinja2.Environment) -> Iterator[tuple[str, Uses]]:
    """All templates that a page can reach by a name written in a template, and what they do with the page."""
    known = Seen(environment, _looked_at)
    seen: set[str] = set()
    waiting = ["main.html"]
    while waiting:
        name = waiting.pop()
        if name in seen or environment.loader is None:
            continue
        seen.add(name)
        try:
            source, _, _ = environment.loader.get_source(environment, name)
        except jinja2.TemplateNotFound:
            continue
        uses = known.uses(source)
        yield name, uses
        waiting.extend(uses.templates)
    known.close()


def _looked_at(tree: nodes.Template) -> Uses:
    meta: set[str] = set()
    asked: set[str] = set()
    problem = next(_uses(tree, meta, asked), "")
    return Uses(problem, tuple(sorted(meta)), tuple(sorted(asked)), tuple(_brought_in(tree)))


def _brought_in(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        target: nodes.Expr = node.template  # type: ignore[attr-defined]  # all four have one
        if isinstance(target, nodes.Const):
            yield from [target.value] if isinstance(target.value, str) else list(target.value)
        elif isinstance(target, nodes.List | nodes.Tuple):
            yield from (entry.value for entry in target.items if isinstance(entry, nodes.Const))


def _uses(tree: nodes.Template, meta: set[str], asked: set[str]) -> Iterator[str]:
    """What a template does with the page beyond printing its values; the meta keys and texts it asks for are noted."""
    above: dict[int, nodes.Node] = {}
    _climb(tree, above)
    for name in tree.find_all(nodes.Name):
        if name.name != "page" or name.ctx != "load":
            continue
        parent = above[id(name)]
        if _asks_only_which(name, parent, above):
            continue  # is this the page, or a copy of its name for the navigation: false, or the same, for all of a state
        if not isinstance(parent, nodes.Getattr):
            yield "hands on the whole page"
            return
        attribute, node = parent.attr, parent
        if attribute == "meta":
            above_meta = above[id(parent)]
            if not isinstance(above_meta, nodes.Getattr):
                if not isinstance(above_meta, nodes.If | nodes.And | nodes.Or | nodes.Not):
                    yield "looks at all of a page's front matter"
                    return
                continue
            meta.add(above_meta.attr)
            attribute, node = f"meta.{above_meta.attr}", above_meta
        if attribute in _HOLES:
            problem = _printed(node, above, asked, attribute)
            if problem:
                yield problem
                return
        elif not attribute.startswith("meta.") and attribute not in _STATE:
            yield f"asks for page.{attribute}"
            return


def _asks_only_which(name: nodes.Name, parent: nodes.Node, above: Mapping[int, nodes.Node]) -> bool:
    """Whether it only asks if there is a page, or if it is the one that the navigation is at."""
    if isinstance(parent, nodes.CondExpr | nodes.If):
        return parent.test is name
    if isinstance(parent, nodes.Assign):
        return isinstance(above[id(parent)], nodes.If)
    return isinstance(parent, nodes.Compare | nodes.Operand | nodes.And | nodes.Or | nodes.Not)


def _printed(node: nodes.Node, above: Mapping[int, nodes.Node], asked: set[str], attribute: str) -> str:
    current, parent = node, above[id(node)]
    while isinstance(parent, nodes.Filter) and parent.node is current:
        if parent.name not in _PRINTING and not (parent.name == "replace" and attribute == "edit_url"):
            return f"puts page.{attribute} through the filter {parent.name!r}"
        current, parent = parent, above[id(parent)]
    if isinstance(parent, nodes.Output | nodes.If | nodes.And | nodes.Or | nodes.Not | nodes.CondExpr):
        return ""
    if isinstance(parent, nodes.Concat | nodes.Assign):
        return ""  # printed later, and if changed on the way, the mark shows it
    if isinstance(parent, nodes.Operand) and attribute == "edit_url":
        return ""  # '/blob/' or 'edit' in the address: only for content.action.view
    if isinstance(parent, nodes.Operand) and parent.op in ("in", "notin") and attribute == "content":
        compare = above[id(parent)]
        if (
            isinstance(compare, nodes.Compare)
            and isinstance(compare.expr, nodes.Const)
            and isinstance(compare.expr.value, str)
        ):
            asked.add(compare.expr.value)
            return ""
    return f"compares page.{attribute}"


def _climb(node: nodes.Node, above: dict[int, nodes.Node]) -> None:
    for child in node.iter_child_nodes():
        above[id(child)] = node
        _climb(child, above)
