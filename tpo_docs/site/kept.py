"""What is known of the pages of a published version, so that the next build makes only those that came to differ.

A page is known by a key of all that it was made from: the state of the site (settings, theme, navigation, versions of what
builds it) and its own staged text. It is kept where that key is the same, all that it links to is still there, and the
published file is still the one that was written. Beside the pages stand their entries of the search index and the shells
of the theme's template. What is damaged, foreign or of another format counts as missing.

One file holds what is asked of each page; another one, with two lines for each page, what is asked of few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.site.stage import write_beside

_FORMAT = "tpo-docs/kept/2"


class Entry(NamedTuple):
    """A page that was built."""

    key: str
    search: str
    """Its entries of the search index, as JSON without the brackets."""
    anchors: Sequence[str]
    links: Mapping[str, Mapping[str, str]]
    """Links to anchors by path and anchor, which are looked at once all pages are known."""
    targets: Sequence[str]
    """Pages that must be there for the page to be what it is."""


class Static(NamedTuple):
    """What was made of a template without a page: its key, its files, and what a policy must allow for them."""

    key: str
    digests: Mapping[str, str]
    scripts: tuple[str, ...] = ()


@dataclass
class _Old:
    """What an earlier build left: of each page the same place in each list."""

    uris: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    """Of the files that were published."""
    used: list[list[int]] = field(default_factory=list)
    """What a content security policy must allow for each of them, as places in `scripts`."""
    scripts: list[str] = field(default_factory=list)
    linking: list[str] = field(default_factory=list)
    """Sources of the pages that link to anchors."""
    names: str = ""
    statics: dict[str, Any] = field(default_factory=dict)
    stubs: list[str] = field(default_factory=list)
    """A key of the stubs, and one of their digests."""
    lines: list[bytes] = field(default_factory=list)
    """Two of each page: its anchors, links and targets; then its entries of the search index."""


@dataclass
class Kept:
    """The pages of one version, from one build to the next."""

    file: Path
    present: Mapping[str, str]
    """Digests of the files that are published and were not touched since, by path."""
    state: str = ""
    pages: dict[str, Entry] = field(default_factory=dict)
    """The pages that this build has made, by path of the source."""
    statics: dict[str, Static] = field(default_factory=dict)
    """What was made of templates without a page, by their names."""
    shells: dict[str, Any] = field(default_factory=dict)
    """What `shell.Shells` wants to know again; it is of one state."""
    names: str = ""
    """A key of all files of the docs folder, by whose names links are resolved."""
    stubs: tuple[str, Sequence[str]] = "", ()
    """A key of the stubs, and their paths."""
    made: dict[str, str] = field(default_factory=dict)
    """Built path of each page of this build by path of its source, also of those that are kept."""
    reused: set[str] = field(default_factory=set)
    """Sources of pages that this build did not make again."""
    _old: _Old = field(default_factory=_Old)
    _places: dict[str, int] = field(default_factory=dict)

    def begin(self, state: str) -> None:
        """Reads what an earlier build left; what it knows of another state is of no use."""
        self.state = state
        try:
            content = json.loads(self.file.read_bytes())
            texts = self._texts.read_bytes()
            if content["format"] != _FORMAT or content["state"] != state or content["texts"] != _digest(texts):
                return
            self._old = old = _Old(**content["known"], lines=texts.split(b"\n"))
            if not len(old.uris) == len(old.keys) == len(old.digests) == len(old.used) == len(old.lines) // 2:
                raise ValueError
            old.statics = {
                name: Static(str(key), dict(paths), tuple(str(old.scripts[number]) for number in used))
                for name, (key, paths, used) in old.statics.items()
            }
            self._places = {uri: place for place, uri in enumerate(old.uris)}
            self.shells = dict(content["shells"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            self._old, self._places, self.shells = _Old(), {}, {}

    @property
    def is_empty(self) -> bool:
        """Whether no page is known."""
        return not self._places

    def known(self, uri: str, key: str, built: str, is_page: Callable[[str], bool]) -> bool:
        """Whether nothing that a page was made from has changed, and it is still published as it was."""
        place, old = self._places.get(uri), self._old
        return (
            place is not None
            and old.keys[place] == key
            and self.present.get(built) == old.digests[place]
            and ((old.names == self.names and bool(self.names)) or all(map(is_page, self.entry(uri).targets)))
        )

    def keep(self, uri: str, built: str) -> None:
        """A page that is not made again."""
        self.made[uri] = built
        self.reused.add(uri)

    def entry(self, uri: str) -> Entry:
        """What is known of a page that this build has made or may keep."""
        made = self.pages.get(uri)
        if made is not None:
            return made
        place, old = self._places[uri], self._old
        anchors, links, targets = json.loads(old.lines[2 * place])
        return Entry(old.keys[place], old.lines[2 * place + 1].decode(), anchors, links, targets)

    def searched(self) -> Iterator[tuple[str, bytes]]:
        """The entries of the search index of the pages that are kept, by path of the source."""
        return ((uri, self._old.lines[2 * self._places[uri] + 1]) for uri in self.reused)

    def linking(self) -> list[str]:
        """The kept pages that link to anchors."""
        return [uri for uri in self._old.linking if uri in self.reused]

    def known_static(self, name: str, key: str) -> bool:
        """Whether what was made of a template stands as it was; then it is kept."""
        found = self._old.statics.get(name)
        if found is None or found.key != key:
            return False
        if any(self.present.get(path) != digest for path, digest in found.digests.items()):
            return False
        self.statics[name] = found
        return True

    def known_stubs(self, key: str, paths: Sequence[str]) -> dict[str, str] | None:
        """The digests of all stubs, where they stand as they were written; notes which there are."""
        self.stubs = key, paths
        digests = [self.present.get(path, "") for path in paths]
        same = all(digests) and self._old.stubs == [key, key_of(digests)]
        return dict(zip(paths, digests, strict=True)) if same else None

    def digests(self) -> dict[str, str]:
        """Digests of all published files that this build did not make again, by path."""
        places, digests = self._places, self._old.digests
        kept = {self.made[uri]: digests[places[uri]] for uri in self.reused}
        for static in self.statics.values():
            kept.update({path: digest for path, digest in static.digests.items() if digest})
        return kept

    def scripts(self) -> set[str]:
        """What a content security policy must allow for the files that this build did not make again."""
        numbers = {number for uri in self.reused for number in self._old.used[self._places[uri]]}
        found = {self._old.scripts[number] for number in numbers}
        return found.union(*(static.scripts for static in self.statics.values()))

    def close(self, digests: Mapping[str, str], scripts: Mapping[str, Iterable[str]]) -> None:
        """Writes what is known for the next build, with the digests and scripts of what was built."""
        if not self.state:
            self.forget()
            return
        known, old = _Old(names=self.names), self._old
        numbers: dict[str, int] = {}

        def numbered(some: Iterable[str]) -> list[int]:
            return [numbers.setdefault(script, len(numbers)) for script in some]

        for uri, built in self.made.items():
            digest = digests.get(built)
            if digest is None:
                continue  # an empty page is not written
            place = self._places[uri] if uri in self.reused else -1
            known.uris.append(uri)
            known.digests.append(digest)
            if place >= 0:
                known.keys.append(old.keys[place])
                known.used.append(numbered([old.scripts[number] for number in old.used[place]]))
                known.lines += old.lines[2 * place : 2 * place + 2]
                continue
            key, search, anchors, links, targets = self.pages[uri]
            known.keys.append(key)
            known.used.append(numbered(scripts.get(built, ())))
            known.lines += (_compact((anchors, links, targets)), search.encode())
            if links:
                known.linking.append(uri)
        known.linking += (uri for uri in self.linking() if self.made[uri] in digests)
        for name, static in self.statics.items():
            used = static.scripts or tuple({script for path in static.digests for script in scripts.get(path, ())})
            paths = {path: digests[path] for path in static.digests if path in digests}
            known.statics[name] = static.key, paths, sorted(numbered(used))
        known.scripts += numbers
        key, stubs = self.stubs
        known.stubs = [key, key_of([digests.get(path, "") for path in stubs])]
        whole = b"\n".join(known.lines)
        told = {name: value for name, value in vars(known).items() if name != "lines"}
        content = {
            "format": _FORMAT,
            "state": self.state,
            "texts": _digest(whole),
            "known": told,
            "shells": self.shells,
        }
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_beside(self._texts, whole)
        write_beside(self.file, _compact(content))

    def forget(self) -> None:
        """Nothing can be kept of this build."""
        self.file.unlink(missing_ok=True)
        self._texts.unlink(missing_ok=True)

    @property
    def _texts(self) -> Path:
        return self.file.with_suffix(".search")


def key_of(*parts: object) -> str:
    """A short key of values whose `repr` says all about them."""
    return _digest(repr(parts).encode("utf-8", "surrogatepass"))


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
