"""What earlier builds know of pages: `.tpo-docs/cache/views-<version>`, one line of JSON.

It holds each page's outline, the checksum of its text and the facts that it asked for, and those facts with what they
were. The line's checksum is keyed with the program, the configuration and all templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tpo_docs import git
from tpo_docs.files import Loaded, lines
from tpo_docs.files.program import program
from tpo_docs.files.writing import write_bytes
from tpo_docs.making import kinds
from tpo_docs.making.kinds import Kind
from tpo_docs.making.nouns import Known, LaidOut, Register, Sheet, Site, fields, page_of
from tpo_docs.model import Item, Page
from tpo_docs.pages.seen import Ask, Facts, face
from tpo_docs.site.stage import digest_of
from tpo_docs.templating import shipped_templates

FORMAT = "tpo-docs/views/6"
_DIGITS = 20
"""Of a checksum."""
_NO_PAGE = ""
"""The outline of a file that is no page."""


class Memory:
    """What earlier builds know of pages; empty where there is no folder for it."""

    def __init__(self, site: Site, folder: Path | None) -> None:
        audience = site.loaded.project.audience  # what it is shown is made of answers that nobody has listened to
        self._file = folder / f"views-{site.edition.version}" if folder is not None and not audience else None
        self.register = Register()
        self._kinds: dict[str, Kind] = {}
        self._pages: dict[str, tuple[str, Known]] = {}
        self._makers: dict[str, tuple[list[int], list[Any]]] = {}
        self._base: set[int] = set()
        self._is_same = False
        self._mark = b""
        self._key = b""
        if self._file is None:
            return
        self._key = _key(site)
        content = self._content()
        self._site = site
        self._before = content.get("faces", {})
        if not content:
            return
        try:
            self._read(content)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            self.register = Register()
            self._kinds, self._pages, self._makers, self._base = {}, {}, {}, set()

    @cached_property
    def _faces(self) -> dict[str, tuple[str, str, str]]:
        return _faces(self._site.loaded, self._digests, self._before)

    @cached_property
    def _digests(self) -> dict[str, str]:
        known = self._site.loaded.marks
        return {
            source.path: (known.get(source.path) or lines.mark(source.data))[:_DIGITS]
            for source in self._site.loaded.sources
        }

    @cached_property
    def _facts(self) -> Facts:
        """The facts as they are now; where nothing is known yet, nobody asks for them before all pages are made."""
        loaded = self._site.loaded
        repository = git.find(loaded.root)
        told = f"{loaded.ref} {loaded.commit} {git.cuts(repository) if repository is not None else ''}"
        others = {path: _digest(data) for path, data in loaded.others.items()} | {"": told}
        faces = {path: (known, titles) for path, (_, known, titles) in self._faces.items()}
        return Facts(loaded.review, self._site.edition, self._digests, faces, others)

    def known(self, page: Page) -> Known | None:
        """What is known of a page that would come out the same."""
        found = self._pages.get(page.path)
        return found[1] if found is not None and found[0] == _outline(page) else None

    def pages_of(self, maker: str, view: Callable[[str], object]) -> LaidOut | None:
        """The pages of a maker, where it would lay out the same again; `view` makes what one shows, from its path. Of one that
        would not come out the same, nothing else is known."""
        resting, entries = self._makers.get(maker, ([], None))
        if entries is None:
            return None
        pages = [page_of(entry, view) for entry in entries]
        return LaidOut(resting, [Sheet(page, page.path, self.known(page)) for page in pages])

    def file(self, path: str) -> Known | None:
        """What is known of a file beside the pages that would come out the same."""
        found = self._pages.get(path)
        return found[1] if found is not None and found[0] == _NO_PAGE else None

    def keep(
        self, sheets: Sequence[Sheet], makers: Mapping[str, LaidOut], files: Mapping[str, Known], base: Iterable[Ask]
    ) -> None:
        """Writes down what is known now; `base` is what was asked for outside of any page."""
        if self._file is None:
            return
        resting = self._base | {self.register.number(ask) for ask in sorted(base)}
        known = [(self._outline_of(sheet), sheet.page.path, sheet.known) for sheet in sheets if sheet.known is not None]
        known += [(_NO_PAGE, path, found) for path, found in files.items()]
        asks = self.register.asks
        some = resting.union(*(found.asked for _, _, found in known), *(maker.resting for maker in makers.values()))
        used = sorted(some, key=lambda number: (asks[number][0], number))
        places = {number: place for place, number in enumerate(used)}
        pages = [(path, outline, found.digest, found.drawn, len(found.asked)) for outline, path, found in known]
        of_makers = {
            name: ([places[number] for number in maker.resting], [fields(sheet.page) for sheet in maker.sheets])
            for name, maker in makers.items()
        }
        content = {
            "format": FORMAT,
            "facts": kinds.packed(kinds.kinds_of((asks[number] for number in used), self._facts, self._kinds)),
            "base": sorted(places[number] for number in resting),
            "pages": pages,
            "asked": kinds.packed_numbers([places[number] for number in found.asked] for _, _, found in known),
            "makers": of_makers,
            "faces": self._faces,
        }
        line = lines.sealed(content, self._key)
        if line[: lines.MARK] == self._mark:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self._file, line)
        except OSError:
            return  # pages are made again next time

    def is_kept(
        self, sheets: Sequence[Sheet], makers: Mapping[str, LaidOut], files: Mapping[str, Known], base: Iterable[Ask]
    ) -> bool:
        """Whether all that `keep` would write down stands there."""
        if self._file is None:
            return True
        return (
            self._is_same
            and len(self._pages) == len(sheets) + len(files)
            and all(found is self.file(path) for path, found in files.items())
            and all(sheet.known is self._known_at(sheet.page.path) for sheet in sheets)
            and self._makers.keys() == makers.keys()
            and self._base.issuperset(map(self.register.number, base))
            and {path: list(face) for path, face in self._faces.items()} == self._before
        )

    def _known_at(self, path: str) -> Known | None:
        found = self._pages.get(path)
        return found[1] if found is not None else None

    def _outline_of(self, sheet: Sheet) -> str:
        before = self._pages.get(sheet.page.path)
        return before[0] if before is not None and before[1] is sheet.known else _outline(sheet.page)

    def _content(self) -> dict[str, Any]:
        """What an earlier build has written down, if it is whole and of this program."""
        try:
            line = self._file.read_bytes().rstrip(b"\n") if self._file is not None else b""
            if not lines.holds(line, self._key):
                return {}
            content: Any = lines.opened(line)
        except (OSError, ValueError):
            return {}
        self._mark = line[: lines.MARK]
        return content if isinstance(content, dict) and content.get("format") == FORMAT else {}

    def _read(self, content: Mapping[str, Any]) -> None:
        self._kinds, changed = kinds.compared(content["facts"], self._facts, self.register)
        base = set(content["base"])
        if not changed.isdisjoint(base):
            return  # what all pages rest on
        self._base = base
        pages = content["pages"]
        some = kinds.unpacked_numbers(content["asked"], [length for *_, length in pages])
        for (path, outline, digest, drawn, _), asked in zip(pages, some, strict=True):
            if changed.isdisjoint(asked):
                self._pages[path] = outline, Known(digest, drawn, asked)
        for maker, (resting, entries) in content["makers"].items():
            if changed.isdisjoint(resting):
                self._makers[maker] = resting, entries
        self._is_same = not changed


def _outline(page: Page) -> str:
    return _digest(repr(fields(page)).encode("utf-8", "surrogatepass"))


def _faces(loaded: Loaded, digests: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Checksums of the files of items, and two of all that these say beside their prose, of the titles apart, by path.

    What else is written in a file of many items is a page of its author's: of that nothing is left out.
    """
    project = loaded.project
    pages = {document.path for document in project.documents}
    by_path: dict[str, list[Item]] = {}
    for item in (*project.items.values(), *project.duplicates):
        by_path.setdefault(item.path, []).append(item)
    found: dict[str, tuple[str, str, str]] = {}
    for path, items in by_path.items():
        digest = digests.get(path, "")
        before = known.get(path)
        if path in pages:
            found[path] = digest, digest, digest
        elif isinstance(before, list) and digest and before[0] == digest:
            found[path] = digest, str(before[1]), str(before[2])
        else:
            found[path] = digest, *face(items)
    return found


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=10).hexdigest()


def _key(site: Site) -> bytes:
    configuration = site.loaded.configuration
    folders = [shipped_templates(), *([site.own] if site.own is not None else [])]
    templates = [
        (file.relative_to(folder).as_posix(), digest_of(file.read_bytes()))
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
    basis: list[Any] = [FORMAT, program(), configuration.path, configuration.text, templates]
    basis.append(sorted(site.places.moved.items()))
    return lines.mark(repr(basis).encode("utf-8", "surrogatepass")).encode()
