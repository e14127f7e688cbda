"""Where the links in texts lead: to the file or page that an address names, and whether there is one.

A link is followed in two ways, as a reader of the repository does and as one of the site does: from the file that it is
written in to another file, and from its page to another page. It leads somewhere where one of the two does.
"""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote

from tpo_docs.body.anchors import ANY
from tpo_docs.model import Address, Document, Item, Parsed, Project
from tpo_docs.places import may_be_generated

INDEXES = ("index.md", "README.md")
"""What a folder shows, in MkDocs as in a repository."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FILLED_IN = re.compile(r"\{\{|\{%|\$\{|<%|\ufffd")
"""What another program fills in, or no UTF-8."""
_ANY_PLACE = re.compile(r"(?:top$|fn|user-content-|tpo|__|:~:|L[0-9]+(?:-L?[0-9]+)?$)", re.IGNORECASE).match
"""Anchors that a browser, a theme, an extension or a page of ours makes."""
_SHORTCODE = re.compile(r":[\w+-]+:")
_NUMBERED = re.compile(r"(.+)[-_]([0-9]+)").fullmatch
_MARKDOWN = (".md", ".markdown")

Text = Item | Document


class Target(NamedTuple):
    """What an address names."""

    path: str
    """The file or folder, from the project's root; starts with `..` where it lies outside. Empty for the own page."""
    page: str
    """The same as a path on the site."""
    is_folder: bool
    """Whether it ends with a `/`, so that no file is meant."""
    anchor: str


class Asked(NamedTuple):
    """What must be known of the disk to say where links lead."""

    paths: frozenset[str] = frozenset()
    """Files and folders (these with a `/` at the end), from the project's root."""
    pages: frozenset[str] = frozenset()
    """Paths on the site, which MkDocs' own docs folder may take."""


class Lack(Enum):
    """Why a link leads nowhere."""

    FILE = "file"
    INDEX = "index"
    ANCHOR = "anchor"


def target_of(address: Address, path: str, docs_path: str) -> Target | None:
    """What an address on a page names; None where that cannot be said."""
    text = address.text
    if "\\" in text or "&" in text:
        text = _ESCAPED.sub(r"\1", html.unescape(text))
    written, _, anchor = text.partition("#")
    written = written.partition("?")[0]
    if _FILLED_IN.search(address.text) is not None or written.startswith("/"):
        return None
    named, anchor = unquote(written), unquote(anchor)
    if not named:
        return Target("", "", is_folder=False, anchor=anchor)
    if "\ufffd" in named:
        return None
    is_folder = named.endswith(("/", "/.", "/..")) or named in (".", "..")
    return Target(_from(path, named), _from(docs_path, named), is_folder, anchor)


def asked(parsed: Parsed) -> Asked:
    """What the links of these texts lead to, where it is neither an item nor a page among them."""
    texts: tuple[Text, ...] = (*parsed.items, *parsed.documents)
    linking = [one for one in texts if one.body.addresses]
    if not linking:
        return Asked()
    known = {one.path for one in texts}
    paths: set[str] = set()
    pages: set[str] = set()
    for one in linking:
        for address in one.body.addresses:
            target = target_of(address, one.path, one.docs_path)
            if target is None or not target.path or (target.path in known and not target.is_folder):
                continue
            paths.update(_forms(target.path, target))
            pages.update(form for form in _forms(target.page, target) if not form.startswith("../"))
    return Asked(frozenset(path for path in paths if "\0" not in path), frozenset(pages))


class Broken(NamedTuple):
    """A link that leads nowhere."""

    one: Text
    address: Address
    target: Target
    lack: Lack


def broken(project: Project) -> tuple[Broken, ...]:
    """The links in texts that lead nowhere, as far as can be known: those of items, then those of ordinary pages. Ask
    for it by `Project.derive`."""
    texts: tuple[Text, ...] = (*project.items.values(), *project.documents)
    found = ((one, address, _lack(project, one, address)) for one in texts for address in one.body.addresses)
    return tuple(Broken(one, address, *lack) for one, address, lack in found if lack is not None)


def _lack(project: Project, one: Text, address: Address) -> tuple[Target, Lack] | None:
    target = target_of(address, one.path, one.docs_path)
    if target is None:
        return None
    ground = project.derive(_ground)
    lack, path = (None, one.path) if not target.path else ground.found(target)
    if lack is None and path and target.anchor and not ground.has_place(path, target.anchor):
        lack = Lack.ANCHOR
    return None if lack is None else (target, lack)


def places_of(project: Project, path: str) -> list[str]:
    """The anchors of the sections of a page, in their order."""
    return project.derive(_ground).sections(path)


class _Ground:
    """What of a project links can lead to."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._texts: dict[str, list[Text]] = {}
        pages: dict[str, str] = {}
        texts: tuple[Text, ...] = (*project.items.values(), *project.duplicates, *project.documents)
        for one in texts:
            self._texts.setdefault(one.path, []).append(one)
            pages.setdefault(one.docs_path, one.path)
        self._pages: Mapping[str, str] = pages
        self._folders = frozenset(_folders(self._texts))
        self._page_folders = frozenset(_folders(pages))
        self._anchors: dict[str, _Anchors] = {}
        sources = [posixpath.normpath(source.path) for source in project.configuration.sources]
        self._sources = tuple("" if source == "." else f"{source}/" for source in sources)

    def found(self, target: Target) -> tuple[Lack | None, str]:
        """Whether there is what is named, and in which of our files; empty where that is none of ours."""
        if not target.is_folder:
            if target.path in self._texts:
                return None, target.path
            if self._is_file(target.path):
                return None, ""
            page = _page(target.page)
            if page in self._pages:
                return None, self._pages[page]
            if self._is_page(target.page) or self._is_page(page) or may_be_generated(page):
                return None, ""
            if page != target.page and self._is_built(page):
                return None, ""
        return self._folder(target), ""

    def _folder(self, target: Target) -> Lack | None:
        path, page = target.path, target.page
        if any(self._is_file(_below(path, name)) or self._is_shown(_below(page, name)) for name in INDEXES):
            return None
        is_there = path == "." or path in self._folders or f"{path}/" in self._project.around.files
        if not is_there and page not in self._page_folders and f"{page}/" not in self._project.around.pages:
            return Lack.FILE
        # Of a folder that is no part of the site nobody knows who shows it. A name with a dot was taken for a file's.
        is_ours = any(f"{path}/".startswith(source) for source in self._sources) and path != "."
        return Lack.INDEX if is_ours and (target.is_folder or "." not in posixpath.basename(path)) else None

    def has_place(self, path: str, anchor: str) -> bool:
        """Whether a page of ours may have such an anchor."""
        if _ANY_PLACE(anchor) is not None or not path.lower().endswith(_MARKDOWN):
            return True
        texts = self._texts.get(path, [])
        items = [one for one in texts if isinstance(one, Item)]
        if not texts or any(one.is_scenario for one in items) or (items and self._project.around.is_templated):
            return True
        return self._of(path).has(anchor)

    def sections(self, path: str) -> list[str]:
        """The anchors of the sections of one of our files."""
        bodies = sorted((one.body for one in self._texts.get(path, ())), key=lambda body: body.line)
        return [slug for body in bodies for section in body.sections if (slug := _slug(section.title))]

    def _of(self, path: str) -> _Anchors:
        if path not in self._anchors:
            self._anchors[path] = _Anchors(self._texts[path])
        return self._anchors[path]

    def _is_file(self, path: str) -> bool:
        return path in self._texts or path in self._project.around.files or path in self._project.files

    def _is_page(self, page: str) -> bool:
        return page in self._project.around.pages

    def _is_shown(self, page: str) -> bool:
        return page in self._pages or self._is_page(page) or may_be_generated(page)

    def _is_built(self, page: str) -> bool:
        """Whether a built file may stand in place of this page: a short address, or one of another version of the site."""
        if page.startswith("id/"):
            return self._project.resolve(page[len("id/") : -len(".md")]) is not None
        return page.startswith("../")


class _Anchors:
    """The places of a page that links may lead to: those of its sections by whatever rule a tool makes them, and more."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._known: Counter[str] = Counter()
        self._starts: list[str] = []
        for one in texts:
            names = [section.title for section in one.body.sections]
            self._known.update(slug for name in (*names, *one.body.anchors) for slug in slugs(name))
            self._known.update(name.casefold() for name in one.body.anchors)
            if isinstance(one, Item):
                # The page of an item, or its part of one, begins with its id and title; what we add begins with its id.
                starts = (one.id.casefold(), *slugs(one.id))
                self._known.update((*starts, *(criterion.id.casefold() for criterion in one.criteria)))
                self._starts += [f"{start}-" for start in starts]

    def has(self, anchor: str) -> bool:
        """Whether there may be such a place; the case of letters aside."""
        name = anchor.casefold()
        if ANY in self._known or name in self._known or name.startswith(tuple(self._starts)):
            return True
        again = _NUMBERED(name)  # titles that come more than once are numbered
        return again is not None and int(again[2][:9]) < self._known[again[1]]


def slugs(title: str) -> frozenset[str]:
    """The anchors that a heading may get: of Python-Markdown, with and without other letters than those of ASCII, of
    GitHub and of GitLab."""
    found: set[str] = set()
    for text in {title, _ATTRIBUTES.sub("", title), _SHORTCODE.sub("", title), title.replace("&", " amp ")}:
        lower = text.strip().casefold()
        found.add(_slug(text))
        found.add(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", lower).strip()))
        found.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", lower)))
    return frozenset(found - {""})


_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")


def _slug(title: str) -> str:
    """As the extension `toc` of Python-Markdown makes it."""
    bare = _ATTRIBUTES.sub("", title)
    letters = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", letters).strip().lower())


def _ground(project: Project) -> _Ground:
    return _Ground(project)


def _from(path: str, named: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), named))


def _below(folder: str, name: str) -> str:
    return posixpath.normpath(f"{folder}/{name}")


def _page(page: str) -> str:
    """The page that a built file is made of."""
    return f"{page.rpartition('.')[0]}.md" if page.endswith((".html", ".htm", ".markdown")) else page


def _forms(path: str, target: Target) -> Iterator[str]:
    """What may stand where a target leads: a file, a folder, or what the folder shows."""
    if not target.is_folder:
        yield path
        if _page(path) != path:
            yield _page(path)
    yield f"{path}/"
    if target.is_folder or "." not in posixpath.basename(path):
        yield from (_below(path, name) for name in INDEXES)


def _folders(paths: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for path in paths:
        folder = posixpath.dirname(path)
        while folder and folder not in seen:
            seen.add(folder)
            yield folder
            folder = posixpath.dirname(folder)
