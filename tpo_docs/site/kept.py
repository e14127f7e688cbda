"""What is known of the pages of a published version, so that the next build makes only those that came to differ.

A page is known by a key of all that it was made from: the state of the site (settings, theme, navigation, versions of what
builds it) and its own staged text. It is kept where that key is the same, all that it links to is still there, and the
published file is still the one that was written. Beside the pages stand their entries of the search index and the shells
of the theme's template. What is damaged, foreign or of another format counts as missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.site.stage import write_beside

_FORMAT = "tpo-docs/kept/1"


class Entry(NamedTuple):
    """A page that was built."""

    key: str
    digest: str
    """Of the file that was published."""
    search: str
    """Its entries of the search index, as JSON without the brackets."""
    anchors: tuple[str, ...]
    links: Mapping[str, Mapping[str, str]]
    """Links to anchors by path and anchor, which are looked at once all pages are known."""
    targets: tuple[str, ...]
    """Pages that must be there for the page to be what it is."""
    scripts: tuple[str, ...] = ()
    """What a content security policy must allow for it."""


class Static(NamedTuple):
    """What was made of a template without a page: its key, its files, and what a policy must allow for them."""

    key: str
    digests: Mapping[str, str]
    scripts: tuple[str, ...] = ()


@dataclass
class Kept:
    """The pages of one version, from one build to the next."""

    file: Path
    present: Mapping[str, str]
    """Digests of the files that are published and were not touched since, by path."""
    state: str = ""
    pages: dict[str, Entry] = field(default_factory=dict)
    """What this build knows of its pages, by path of the source."""
    statics: dict[str, Static] = field(default_factory=dict)
    """What was made of templates without a page, by their names."""
    shells: dict[str, Any] = field(default_factory=dict)
    """What `shell.Shells` wants to know again; it is of one state."""
    made: dict[str, str] = field(default_factory=dict)
    """Built path of each page of this build by path of its source, also of those that are kept."""
    reused: set[str] = field(default_factory=set)
    """Sources of pages that this build did not make again."""
    _old: dict[str, Entry] = field(default_factory=dict)
    _old_statics: dict[str, Static] = field(default_factory=dict)

    def begin(self, state: str) -> None:
        """Reads what an earlier build left; what it knows of another state is of no use."""
        self.state = state
        try:
            content = json.loads(self.file.read_bytes())
            texts = self._texts.read_bytes()
            if content["format"] != _FORMAT or content["state"] != state or content["texts"] != _digest(texts):
                return
            scripts = content["scripts"]
            for uri, (key, digest, start, end, anchors, links, targets, used) in content["pages"].items():
                search = texts[start:end].decode()
                known = tuple(str(scripts[number]) for number in used)
                self._old[uri] = Entry(str(key), str(digest), search, tuple(anchors), links, tuple(targets), known)
            self._old_statics = {
                name: Static(str(key), dict(paths), tuple(str(scripts[number]) for number in used))
                for name, (key, paths, used) in content["statics"].items()
            }
            self.shells = dict(content["shells"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            self._old, self._old_statics, self.shells = {}, {}, {}

    @property
    def is_empty(self) -> bool:
        """Whether no page is known."""
        return not self._old

    def known(self, uri: str, key: str, built: str, is_page: Callable[[str], bool]) -> Entry | None:
        """The page, where nothing that it was made from has changed and it is still published as it was."""
        entry = self._old.get(uri)
        if (
            entry is None
            or entry.key != key
            or self.present.get(built) != entry.digest
            or not all(map(is_page, entry.targets))
        ):
            return None
        return entry

    def keep(self, uri: str, entry: Entry, built: str) -> None:
        """A page that is not made again."""
        self.pages[uri] = entry
        self.made[uri] = built
        self.reused.add(uri)

    def known_static(self, name: str, key: str) -> bool:
        """Whether what was made of a template stands as it was; then it is kept."""
        found = self._old_statics.get(name)
        if found is None or found.key != key:
            return False
        if any(self.present.get(path) != digest for path, digest in found.digests.items()):
            return False
        self.statics[name] = found
        return True

    def digests(self) -> dict[str, str]:
        """Digests of all published files that this build did not make again, by path."""
        kept = {self.made[uri]: self.pages[uri].digest for uri in self.reused}
        for static in self.statics.values():
            kept.update({path: digest for path, digest in static.digests.items() if digest})
        return kept

    def scripts(self) -> set[str]:
        """What a content security policy must allow for the files that this build did not make again."""
        found = {script for uri in self.reused for script in self.pages[uri].scripts}
        return found.union(*(static.scripts for static in self.statics.values()))

    def close(self, digests: Mapping[str, str], scripts: Mapping[str, Iterable[str]]) -> None:
        """Writes what is known for the next build, with the digests and scripts of what was built."""
        if not self.state:
            self.forget()
            return
        numbers: dict[str, int] = {}
        texts: list[bytes] = []
        pages: dict[str, Any] = {}
        start = 0
        for uri, entry in self.pages.items():
            built = self.made[uri]
            digest = digests.get(built)
            if digest is None:
                continue  # an empty page is not written
            used = entry.scripts if uri in self.reused else tuple(scripts.get(built, ()))
            text = entry.search.encode()
            texts.append(text)
            end = start + len(text)
            listed = [numbers.setdefault(script, len(numbers)) for script in used]
            pages[uri] = (entry.key, digest, start, end, entry.anchors, entry.links, entry.targets, listed)
            start = end
        statics: dict[str, Any] = {}
        for name, static in self.statics.items():
            used = static.scripts or tuple({script for path in static.digests for script in scripts.get(path, ())})
            listed = sorted(numbers.setdefault(script, len(numbers)) for script in used)
            statics[name] = static.key, {path: digests[path] for path in static.digests if path in digests}, listed
        whole = b"".join(texts)
        content = {
            "format": _FORMAT,
            "state": self.state,
            "texts": _digest(whole),
            "scripts": list(numbers),
            "pages": pages,
            "statics": statics,
            "shells": self.shells,
        }
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_beside(self._texts, whole)
        write_beside(self.file, json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode())

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


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
