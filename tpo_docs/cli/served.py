"""The site that `serve` shows: made anew on every change, what was edited first, and the rest behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import click

from tpo_docs import processes
from tpo_docs.cli import project
from tpo_docs.cli.options import Where
from tpo_docs.edition import Order, publish, shown
from tpo_docs.files import Loaded, Place
from tpo_docs.files.memory import question
from tpo_docs.model import Edition
from tpo_docs.quick.again import again
from tpo_docs.quick.first import Desk
from tpo_docs.report.text import counted
from tpo_docs.site import search
from tpo_docs.site.errors import SiteError
from tpo_docs.site.serve import Later

VERSION = "dev"
_HEAD = re.compile(rb"\A---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)

Say = Callable[[str], None]


class Served:
    """A project with the folder in which its site is served; it is kept in memory from one change to the next."""

    def __init__(self, where: Where, place: Place, folder: Path, audience: str | None, say: Say) -> None:
        self._where, self._place, self._folder, self._audience, self._say = where, place, folder, audience, say
        self._asked = "" if audience else f"serve {where.config!r} {question(where.today)}"
        self._desk: Desk | None = None
        self._behind = False
        """Whether some pages are newer than others."""
        self._unindexed = False
        """Whether the search does not know all words that are shown."""

    def rebuild(self) -> Later | None:
        """The pages that show what has changed; and what is left to do."""
        desk = self._desk
        if desk is None:
            return self._begun()
        texts = desk.texts()
        if texts is None:
            return self._read_again()
        if not self._behind and all(self._has_same_head(path, data) for path, data in texts.items()):
            told = again(self._place, self._folder, self._asked, self._say)
            if told is not None:
                self._tell(told.pages, sum(told.findings.values()))
                self._unindexed |= bool(told.written and told.indexed_later)
                return partial(self._follow, texts)
        elif not texts:
            return self._all_of_it
        first = desk.first(texts, self._say)
        if first is None:
            return self._read_again()
        desk.take(first)
        self._behind = True
        self._say(f"{counted(len(first.pages), 'page', 'pages')} shown first, all others follow")
        return self._all_of_it

    def _begun(self) -> Later | None:
        """The first time: the site as an earlier run has left it, where that can be, else made anew."""
        told = again(self._place, self._folder, self._asked, self._say)
        if told is None:
            return self._whole(self._load())
        self._tell(told.pages, sum(told.findings.values()))
        is_known = not told.written and search.is_indexed(self._folder / VERSION)
        self._unindexed |= told.indexed_later and not is_known
        return self._all_of_it if self._unindexed else self._known

    def _known(self, is_newer: Callable[[], bool]) -> bool:
        """Reads the project that the site was made from, for the next change."""
        if not is_newer():
            self._desk = self._kept(self._load())
            self._desk.ready()
        return False

    def _follow(self, texts: Mapping[str, bytes], is_newer: Callable[[], bool]) -> bool:
        """What was shown without the project is read into it, and the search made anew where that takes the whole site."""
        if self._desk is None or is_newer():
            return False
        if texts:
            self._desk.follow(texts)
            self._desk.ready()
        return self._unindexed and self._all_of_it(is_newer)

    def _read_again(self) -> Later | None:
        """A change of any kind: the project is read, and its site made where a newer change can end that."""
        self._desk = None  # not two of them in memory
        self._desk = self._kept(self._load())
        self._behind = True
        return self._all_of_it

    def _all_of_it(self, is_newer: Callable[[], bool]) -> bool:
        """The whole site, beside this process where that can be, and with what is made once it is shown."""
        desk = self._desk
        if desk is None:
            desk = self._desk = self._kept(self._load())
        done = processes.behind(partial(self._publish, desk.loaded, is_indexed=True), is_newer)
        if done is None:
            return False
        if not done:
            self._publish(desk.loaded, is_indexed=True)
        desk.settled()
        desk.ready()
        self._behind = self._unindexed = False
        return True

    def _load(self) -> Loaded:
        try:
            return project.for_audience(project.load(self._where), self._audience)
        except click.ClickException as error:
            raise SiteError(error.format_message()) from error

    def _kept(self, loaded: Loaded) -> Desk:
        return Desk(loaded, self._folder, self._asked, self._show, project.day(self._where))

    def _whole(self, loaded: Loaded) -> Later | None:
        """The whole site, here and now."""
        index = self._publish(loaded)
        self._desk = self._kept(loaded) if self._asked else None
        self._behind, self._unindexed = False, index is not None
        return partial(self._indexed, index)

    def _indexed(self, index: Callable[[], object] | None, is_newer: Callable[[], bool]) -> bool:
        """What the next change will ask for, and the index of the search, which may take minutes, beside this process."""
        if self._desk is not None and not is_newer():
            self._desk.ready()
        if index is not None:
            done = processes.behind(index, is_newer)
            if done is None:
                return False
            if not done:
                index()
            self._unindexed = False
        return False

    def _publish(self, loaded: Loaded, *, is_indexed: bool = False) -> Callable[[], object] | None:
        result = publish(loaded, self._order(loaded), self._say)
        self._tell(result.pages, len(loaded.review.findings))
        if is_indexed and result.index is not None:
            result.index()
        return result.index

    def _show(self, loaded: Loaded) -> tuple[Loaded, Edition]:
        found = shown(loaded, self._order(loaded), lambda _: None)
        return found.whole, found.edition

    def _order(self, loaded: Loaded) -> Order:
        return Order(
            VERSION,
            site_dir=self._folder,
            commands="tpo-docs serve",
            audience=loaded.project.audience,
            index_later=True,
            asked=self._asked,
        )

    def _has_same_head(self, path: str, data: bytes) -> bool:
        """Whether the front matter of a file is what it was, so that only words can have changed."""
        before = (
            next((file.data for file in self._desk.loaded.sources if file.path == path), b"") if self._desk else b""
        )
        now, then = _HEAD.match(data), _HEAD.match(before)
        return now is not None and then is not None and now[0] == then[0]

    def _tell(self, pages: int, findings: int) -> None:
        self._say(f"{counted(pages, 'page', 'pages')}, {counted(findings, 'finding', 'findings')}")
