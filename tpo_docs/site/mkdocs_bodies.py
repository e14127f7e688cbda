"""Renders the bodies of MkDocs' pages as MkDocs does, but sets Python-Markdown up once and renders no body twice.

Both rest on the extensions alone deciding what becomes of a text. So they apply where all of them are known to be like
that, and step aside where one is not. The cache is a file of lines (path, key, check sum, JSON); a line that is damaged,
or was made from another text, by other settings or by other versions, counts as missing.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
from markdown.util import AMP_SUBSTITUTE
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import (
    Page,
    _ExtractAnchorsTreeprocessor,
    _ExtractTitleTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from tpo_docs.site import sanitise
from tpo_docs.site.plain_bodies import PlainBodies
from tpo_docs.site.stage import write_beside

_MARKDOWN = """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html meta nl2br sane_lists smarty
    tables toc
    """
_PYMDOWNX = """
    arithmatex betterem caret critic details emoji highlight inlinehilite keys mark smartsymbols superfences tabbed
    tasklist tilde
    """
_PURE = frozenset(
    (
        *_MARKDOWN.split(),
        *(f"markdown.extensions.{name}" for name in _MARKDOWN.split()),
        *(f"pymdownx.{name}" for name in _PYMDOWNX.split()),
        "tpo_docs.sanitise",
        "tpo_docs.site.sanitise",
    )
)
"""Extensions that make a page of its text and their settings alone, and that `reset` brings back to their start."""
_IN_QUOTES = r'[^"\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*'
_QUOTED = rf'"({_IN_QUOTES}(?:\\["\\]{_IN_QUOTES})*)"'
_OURS = re.compile(f"---\ntitle: {_QUOTED}\n(?:description: {_QUOTED}\n)?(?:search: {{exclude: (true)}}\n)?---\n")
_ESCAPED = re.compile(r'\\(["\\])')
_KNOWN_CODE = ("markdown.", "material.", "materialx.", "pymdownx.")
_PACKAGES = ("markdown", "pymdown-extensions", "pygments", "nh3", "mkdocs", "mkdocs-material", "tpo-docs")


class Cache:
    """Rendered bodies by path, from one build to the next."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lines: dict[str, bytes] = dict(_read(file)) if file is not None else {}
        self._used: dict[str, bytes] = {}
        self.lost = ""
        """Why what was used could not be written: the next build renders it again. Empty where it could."""

    def get(self, path: str, key: str) -> Any:
        """What was kept for this path under this very key; None if nothing was."""
        line = self._lines.get(path)
        if line is None:
            return None
        known, _, rest = line.partition(b" ")
        digest, _, text = rest.partition(b" ")
        if known.decode("ascii", "replace") != key or digest != _digest(text):
            return None
        self._used[path] = line
        return json.loads(text)

    def put(self, path: str, key: str, value: Any) -> None:
        """Keeps a value for the next build."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        self._used[path] = b" ".join((key.encode(), _digest(text), text))

    def handed_over(self) -> bytes:
        """What this process used, for `take_in` of another one."""
        return b"".join(_lines(self._used))

    def take_in(self, lines: bytes) -> None:
        """Adds what another process used."""
        self._used.update(_split(lines))

    def close(self) -> None:
        """Writes what was used, and forgets the rest."""
        if self._file is not None and self._used != self._lines:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_beside(self._file, b"".join(_lines(self._used)))
            except OSError as error:
                self.lost = f"{self._file.parent.name}/{self._file.name}: {error.strerror or error}"
        self._lines, self._used = self._used, {}


class Bodies:
    """Renders the pages of one build."""

    def __init__(self, config: MkDocsConfig, files: Files, cache: Cache) -> None:
        self._config = config
        self._files = files
        self._cache = cache
        self._fingerprint = fingerprint(config)
        self._converter: _Converter | None = None

    def take_over(self, files: Iterable[File] | None = None) -> None:
        """Makes the pages of the build, or of these files, render themselves here, if that gives what MkDocs gives."""
        if self._fingerprint is None:
            return
        for file in self._files.documentation_pages() if files is None else files:
            page = file.page
            if type(page) is Page:  # else a plugin's own
                page.render = partial(self._render, page)  # type: ignore[method-assign]  # of this one page only
                page.read_source = partial(read_source, page)  # type: ignore[method-assign]  # of this one page only

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        del config, files  # those of the build, as ever
        text = page.markdown
        if text is None:
            raise RuntimeError("`markdown` field hasn't been set (via `read_source`)")
        path = page.file.src_uri
        sound = True
        kept = self._converter_for(page).plain(page, text)
        if kept is None:
            kept, sound = self._kept(page, path, text)
        page.tpo_docs_targets = kept["targets"] if sound else None  # type: ignore[attr-defined]  # see `targets_of`
        page.content = kept["content"]
        page.tpo_docs_indexed = kept.get("indexed")  # type: ignore[attr-defined]  # see `indexed`
        page.toc = get_toc(kept["toc"])
        page._title_from_render = kept["title"]
        page.present_anchor_ids = set(kept["anchors"])
        if logging.getLogger("mkdocs.structure.pages").getEffectiveLevel() > logging.DEBUG:
            page.links_to_anchors = {
                target: links
                for uri, links in kept["links"].items()
                if (target := self._files.get_file_from_path(uri)) is not None
            }

    def _kept(self, page: Page, path: str, text: str) -> tuple[dict[str, Any], bool]:
        """A page that needs Python-Markdown, which is asked once for a text."""
        key = _digest(f"{self._fingerprint}\0{path}\0{text}".encode("utf-8", "surrogatepass")).decode()
        known: dict[str, Any] | None = self._cache.get(path, key)
        if known is not None and all(self._is_page(target) for target in known["targets"]):
            return known, True
        known, sound = self._converter_for(page).convert(page, text)
        if sound:
            self._cache.put(path, key, known)
        return known, sound

    def _is_page(self, uri: str) -> bool:
        file = self._files.get_file_from_path(uri)
        return file is not None and not _is_excluded(file)

    def _converter_for(self, page: Page) -> _Converter:
        if self._converter is None:
            self._converter = _Converter(self._config, self._files, page)
        return self._converter


def read_source(page: Page, config: MkDocsConfig) -> None:
    """As in MkDocs, with a quicker look at a front matter of the shape that we write."""
    source = config.plugins.on_page_read_source(page=page, config=config)
    if source is None:
        source = _text_of(page.file)
    match = _OURS.match(source)
    if match is None:
        page.markdown, page.meta = get_data(source)
        return
    meta: dict[str, Any] = {"title": _unquoted(match[1])}
    if match[2] is not None:
        meta["description"] = _unquoted(match[2])
    if match[3]:
        meta["search"] = {"exclude": True}
    page.markdown, page.meta = source[match.end() :].lstrip("\n"), meta


def _text_of(file: File) -> str:
    """As `File.content_string`, which reads more slowly where nothing is to be done about marks and ends of lines."""
    data = file.content_bytes
    if b"\r" in data or data.startswith(BOM_UTF8):
        return file.content_string
    try:
        return data.decode()
    except UnicodeDecodeError:
        return file.content_string


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


class _Converter:
    """One Python-Markdown for many pages, set up as `Page.render` of MkDocs sets it up."""

    def __init__(self, config: MkDocsConfig, files: Files, page: Page) -> None:
        self._md = markdown.Markdown(
            extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
        )
        self._raw = _RawHTMLPreprocessor()
        self._raw._register(self._md)
        self._anchors = _ExtractAnchorsTreeprocessor(page.file, files, config)
        self._anchors._register(self._md)
        self._links = _Links(page.file, files, config)
        self._links._register(self._md)
        self._title = _ExtractTitleTreeprocessor()
        self._title._register(self._md)
        self._plain = PlainBodies(self._md, config["markdown_extensions"], self._alone)

    def plain(self, page: Page, text: str) -> dict[str, Any] | None:
        """What is to be known of a page of plain Markdown; None where it is for `convert`."""
        self._links.begin(page.file)
        kept = self._plain.render(text, self._links.path_to_url)
        if kept is None or not self._links.sound:
            return None
        return kept | {"links": self._links.found(), "targets": sorted(self._links.targets)}

    def convert(self, page: Page, text: str) -> tuple[dict[str, Any], bool]:
        """What is to be known of the page, and whether it may be kept."""
        self._links.begin(page.file)
        content = self._converted(text)
        indexed: str | None = self._md.tpo_docs_indexed  # type: ignore[attr-defined]  # as below
        kept = {
            "content": content,
            "toc": [_plain(token) for token in getattr(self._md, "toc_tokens", [])],
            "title": self._title.title,
            "anchors": sorted(filter(None, self._anchors.present_anchor_ids | self._raw.present_anchor_ids)),
            "links": self._links.found(),
            "targets": sorted(self._links.targets),
        }
        if indexed is not None and indexed.strip() != content:
            kept["indexed"] = indexed.strip()
        return kept, self._links.sound

    def _converted(self, text: str) -> str:
        self._md.reset()
        self._raw.present_anchor_ids = set()
        self._anchors.present_anchor_ids = set()
        self._title.title = None
        self._md.tpo_docs_indexed = None  # type: ignore[attr-defined]  # our extension leaves its word here
        return self._md.convert(text)

    def _alone(self, text: str) -> tuple[str, str | None]:
        """A piece of a page with the title found in it, while the page itself is being worked on."""
        page = self._links.state
        self._links.begin(self._links.file)
        try:
            return self._converted(text), self._title.title
        finally:
            self._links.state = page


class _Links(_RelativePathTreeprocessor):
    """MkDocs' own, which also notes what a page's links rest on."""

    targets: set[str]
    sound: bool
    """Whether every link was found, so that nothing has to be said about the page."""

    def begin(self, file: File) -> None:
        """Nothing is known of this page yet."""
        self.file = file
        self.state = {}, set(), True

    @property
    def state(self) -> tuple[dict[File, dict[str, str]], set[str], bool]:
        """What is known of the page so far."""
        return self.links_to_anchors, self.targets, self.sound

    @state.setter
    def state(self, state: tuple[dict[File, dict[str, str]], set[str], bool]) -> None:
        self.links_to_anchors, self.targets, self.sound = state

    def found(self) -> dict[str, dict[str, str]]:
        """The links to anchors, by path and anchor."""
        return {file.src_uri: links for file, links in self.links_to_anchors.items()}

    def path_to_url(self, url: str) -> str:
        """The address of a page for the path of its source."""
        scheme, netloc, path, _, _ = urlsplit(url)
        if path and not scheme and not netloc and AMP_SUBSTITUTE not in url:
            target = self._target_uri(self.file.src_uri, unquote(path))
            file = self.files.get_file_from_path(target)
            if file is None or _is_excluded(file) or url.startswith(("/", "\\")):
                self.sound = False
            else:
                self.targets.add(target)
        return super().path_to_url(url)


def _is_excluded(file: File) -> bool:
    return file.inclusion in {InclusionLevel.DRAFT, InclusionLevel.EXCLUDED}


def indexed(page: Page) -> str | None:
    """The content as a search index needs to see it, where that is less than all of it."""
    return getattr(page, "tpo_docs_indexed", None)


def forget_indexed(page: Page) -> None:
    """Once the index has seen it."""
    page.tpo_docs_indexed = None  # type: ignore[attr-defined]  # see `indexed`


def targets_of(page: Page) -> list[str] | None:
    """The pages that a page links to; None where one was not found, or where this is not known."""
    return getattr(page, "tpo_docs_targets", None)


def fingerprint(config: MkDocsConfig) -> str | None:
    """All that decides what becomes of a text, in short; None if something unknown may decide as well."""
    names = config["markdown_extensions"]
    configs = config["mdx_configs"] or {}
    if not _PURE.issuperset(names) or configs.get("footnotes", {}).get("UNIQUE_IDS"):
        return None
    try:
        settings = [[name, described(configs.get(name, {}))] for name in names]
    except UnknownSettingError:
        return None
    versions = [_version(name) for name in _PACKAGES]
    code = _digest(Path(sanitise.__file__).read_bytes()).decode()
    rest = [config.use_directory_urls, str(config.validation.links.absolute_links)]
    return _digest(json.dumps([settings, versions, code, rest]).encode()).decode()


class UnknownSettingError(Exception):
    """A setting that cannot be told apart from others like it."""


def described(value: Any) -> Any:
    """A setting of an extension as JSON."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        if "custom_icons" in value:
            raise UnknownSettingError  # files
        return {str(key): described(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [described(entry) for entry in value]
    if isinstance(value, partial):
        return [described(value.func), described(value.args), described(value.keywords)]
    name = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '<')}"
    if callable(value) and name.startswith(_KNOWN_CODE) and "<" not in name:
        return name
    raise UnknownSettingError


def _plain(token: dict[str, Any]) -> dict[str, Any]:
    children = [_plain(child) for child in token["children"]]
    return {"level": token["level"], "id": str(token["id"]), "name": str(token["name"]), "children": children}


def _lines(used: Mapping[str, bytes]) -> Iterator[bytes]:
    return (b"%s %s\n" % (json.dumps(path).replace(" ", "\\u0020").encode(), line) for path, line in used.items())


def _read(file: Path) -> Iterable[tuple[str, bytes]]:
    try:
        return _split(file.read_bytes())
    except OSError:
        return ()


def _split(lines: bytes) -> Iterator[tuple[str, bytes]]:
    for line in lines.split(b"\n"):
        path, space, rest = line.partition(b" ")
        if space:
            try:
                name = json.loads(path)
            except ValueError:
                continue
            if isinstance(name, str):
                yield posixpath.normpath(name), rest


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).hexdigest().encode()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
