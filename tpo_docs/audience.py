"""Who may read what: the audiences of a project, and the items and pages that one of them does not see."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from tpo_docs.model import Document, Field, Group, Item, Project, Scalar

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What an audience does not see."""

    ids: frozenset[str] = frozenset()
    """Ids, and former ids."""
    paths: frozenset[str] = frozenset()
    """Source files of which nothing is shown."""
    docs_paths: frozenset[str] = frozenset()
    """Their pages."""
    titles: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """First three words (of a shorter one both) → the words of the titles that name a hidden item without doubt, all case folded."""

    def __bool__(self) -> bool:
        return bool(self.ids or self.paths)


def is_whole(project: Project, audience: str) -> bool:
    """Whether the audience sees everything: the last of the project's audiences, or none asked for."""
    return not audience or audience == project.configuration.disclosure.audiences[-1]


def hidden(project: Project, audience: str, also: frozenset[str] = frozenset()) -> Hidden:
    """What this audience does not see. `also` are ids that it must not see although this project does not say so."""
    if is_whole(project, audience):
        return Hidden()
    if also:
        return _hidden(project, audience, also)
    return project.derive(_finder(audience))


def is_used(project: Project) -> bool:
    """Whether the project tells audiences apart: an item, a page or the configuration does."""
    return project.derive(_is_used)


def audience_of(project: Project, one: Item | Document) -> str:
    """For whom an item or a page is, as written; else as its source says, else everybody."""
    written = _text(one.fields, "audience")
    if not written and isinstance(one, Document):
        defaults = one.fields.get("defaults")
        if defaults is not None and isinstance(defaults.value, Group):
            written = defaults.value.text("audience").strip()
    return written or _of_source(project, one) or project.configuration.disclosure.audiences[0]


@lru_cache(maxsize=16)
def _finder(audience: str) -> Callable[[Project], Hidden]:
    """One function for each audience, so that `derive` keeps its answer."""
    return lambda project: _hidden(project, audience)


def _hidden(project: Project, audience: str, also: frozenset[str] = frozenset()) -> Hidden:
    audiences = project.configuration.disclosure.audiences
    visible = frozenset(audiences[: audiences.index(audience) + 1]) if audience in audiences else frozenset()
    everything: tuple[Item, ...] = (*project.items.values(), *project.duplicates)
    closed = {page.path for page in project.documents if audience_of(project, page) not in visible}
    shut = [item for item in everything if item.path in closed or audience_of(project, item) not in visible]
    ids = {name for item in shut for name in (item.id, *item.texts("aliases"))} | also
    shut = [item for item in everything if item.id in ids]
    open_paths = {item.path for item in everything if item.id not in ids}
    paths = {item.path for item in shut} - open_paths | closed
    pages = {item.docs_path for item in shut if item.path in paths} | {
        page.docs_path for page in project.documents if page.path in paths
    }
    return Hidden(frozenset(ids), frozenset(paths), frozenset(filter(None, pages)), _titles(shut))


def _titles(items: Iterable[Item]) -> Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The titles of at least three words; of people and firms two are enough."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for item in items:
        words = tuple(word.casefold() for word in _WORD.findall(item.title))
        if len(words) >= (2 if item.type == "party" else 3):
            found.setdefault(words[:3], set()).add(words)
    return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in found.items()}


def ids_in(text: str, one: Hidden) -> Iterator[tuple[int, int, str]]:
    """Where a text names a hidden item by its id, up to the criterion where it names one; and the id. A slug that is a
    plain word (`well`, `client`) is none, since any text may use the word."""
    pattern, folded = _names(one.ids)
    for match in pattern.finditer(text) if pattern is not None else ():
        found = match[0]
        while found and (found.casefold() not in folded or match[0][len(found) : len(found) + 1].isalnum()):
            found = found[:-1]
        if found:
            criterion = re.match(r"/AC\d+", match[0][len(found) :])
            yield match.start(), match.start() + len(found) + (criterion.end() if criterion else 0), found


@lru_cache(maxsize=16)
def _names(ids: frozenset[str]) -> tuple[re.Pattern[str] | None, frozenset[str]]:
    """What finds the beginnings of ids, and the ids, case folded."""
    starts = set()
    for name in ids:
        head, dash, tail = name.partition("-")
        if dash and (any(sign.isdigit() for sign in tail) or head.isupper()):
            starts.add(head + dash)
        elif dash or any(sign.isdigit() or sign == "." for sign in name):
            starts.add(name)
    some = "|".join(re.escape(start) for start in sorted(starts, key=lambda start: (-len(start), start)))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{some})[\w./-]*", re.IGNORECASE) if some else None
    return pattern, frozenset(name.casefold() for name in ids)


def titles_in(text: str, one: Hidden) -> Iterator[tuple[int, int]]:
    """Where a text names a hidden item by its title."""
    if not one.titles:
        return
    known = _WORD.findall(text.casefold())
    starts = one.titles.keys()
    if starts.isdisjoint(zip(known, known[1:], known[2:], strict=False)) and starts.isdisjoint(pairwise(known)):
        return
    spans = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
    folded = tuple(word for _, _, word in spans)
    number = 0
    while number < len(spans) - 1:
        three = one.titles.get(folded[number : number + 3], ())
        for words in (*three, *one.titles.get(folded[number : number + 2], ())):
            if folded[number : number + len(words)] == words:
                yield spans[number][0], spans[number + len(words) - 1][1]
                number += len(words) - 1
                break
        number += 1


def _of_source(project: Project, one: Item | Document) -> str:
    """A file may lie in two sources, one inside the other: what the nearer one says counts."""
    inside = [spec for spec in project.configuration.sources if spec.audience and _lies_in(one.path, spec.path)]
    return max(inside, key=lambda spec: len(spec.path)).audience if inside else ""


def _lies_in(path: str, folder: str) -> bool:
    base = posixpath.normpath(folder)
    return base in (".", path) or path.startswith(f"{base}/")


def _is_used(project: Project) -> bool:
    if project.configuration.disclosure.named or any(spec.audience for spec in project.configuration.sources):
        return True
    everything: tuple[Item | Document, ...] = (*project.items.values(), *project.documents)
    return any(_says(one) for one in everything)


def _says(one: Item | Document) -> bool:
    if "audience" in one.fields:
        return True
    defaults = one.fields.get("defaults") if isinstance(one, Document) else None
    return defaults is not None and isinstance(defaults.value, Group) and bool(defaults.value.text("audience").strip())


def _text(fields: Mapping[str, Field], name: str) -> str:
    entry = fields.get(name)
    return entry.value.text.strip() if entry is not None and isinstance(entry.value, Scalar) else ""
