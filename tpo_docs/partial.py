"""What is found after an edit of a few items: their part of the project is judged as it was and as it is, and what differs
is put into what was found of the whole.

Three things make that sound. A window does not answer what only the whole project knows (see `window`); rules that look
further than a part say what could move them (see `rules.reach`); and the part as it was must give exactly what was found of
it in the whole. Where any of these fails nothing is said, and the whole project is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from tpo_docs.audience import is_used
from tpo_docs.check import check
from tpo_docs.config import Configuration
from tpo_docs.model import Category, Item, Parsed, Project, Review, Unread, Value
from tpo_docs.model.written import Scalar, Sequence
from tpo_docs.parse import cited_files
from tpo_docs.report.report import packed_finding
from tpo_docs.rules import CODES, NAMES, rule_of
from tpo_docs.rules.reach import FAR, SILENT, Edit, strictness
from tpo_docs.scope import known as strict_as
from tpo_docs.scope import strict
from tpo_docs.window import Outline, UnknownError, Version

_MOST = 300
"""Of more items than these a whole check is soon as cheap."""
_CENTRAL = frozenset(("release", "party", "clause", "metric", "decision"))
"""Types whose items all sorts of others are judged by, or whose texts rules read: an edit of them is judged as a whole."""
_TRANSITION = frozenset(("transition", "rollout"))
_NAMED = (("feasibility", "spike"), ("key_results", "metric"))
"""Fields by which rules look up an item that nothing links to."""

Beside = Callable[[Mapping[str, frozenset[str]]], tuple[frozenset[str], Mapping[str, bytes]]]
"""Files that are cited, with the names of the fields → those that exist, and the contents of contracts among them."""


class Known(NamedTuple):
    """What is known of the project whose items were edited."""

    outline: Outline
    configuration: Configuration
    today: date
    past: bool
    """Whether anything is known of its past."""
    load: Callable[[str], Item]
    """Reads an item that is what it was; raises UnknownError."""
    beside: Beside


def outline_of(project: Project) -> Outline | None:
    """The outline of a project; None of one of which parts are not judged: with records, markers in code, scenarios, or two
    items of one id."""
    kept = project.ledger.present or project.results.present or project.snapshots or project.code.present
    options = project.configuration
    if kept or options.code.paths or project.duplicates or project.base is not None or project.audience:
        return None
    items = project.items.values()
    if any(item.is_scenario for item in items):
        return None
    to, inverse = _claimers(project)
    return Outline(
        types={name: item.type for name, item in project.items.items()},
        paths={name: item.path for name, item in project.items.items()},
        aliases=project.aliases,
        claimers=to,
        inverse=inverse,
        named=_named(project),
        fields=_counts(items),
        unread=project.unread,
        strict=strict(project),
        audiences=is_used(project),
        released=any(release.category is Category.DONE for release in project.of_type("release")),
    )


def judged_again(found: Any, then: Mapping[str, Item], now: Mapping[str, Item], known: Known) -> Any:
    """What was found (as `report.packed` has it) with what is found now of a project of which some items are others: `then`
    as they were and `now` as they are, by id. None where that cannot be said."""
    findings, items, day, exempted, old, gone, waiting = found
    outline = known.outline
    edit = _edit(then, now, known)
    if edit is None or old or gone or any(moves(edit) for moves in FAR.values()) or strictness(edit):
        return None
    rows = [*findings, *(entry[0] for entry in exempted)]
    if not _is_local(rows, then):
        return None
    fields = {name: dict(counts) for name, counts in outline.fields.items()}
    for name in then:
        for counted, by in ((then[name], -1), (now[name], 1)):
            for each in counted.fields:
                fields[counted.type][each] = fields[counted.type].get(each, 0) + by
    after = outline._replace(fields=fields)
    if after.used != outline.used:
        return None
    try:
        before, here = (
            Version(one, known.configuration, known.load, items) for one, items in ((outline, then), (after, now))
        )
        near = _around(before, then) | _around(here, now)
        part = near | _parts(before, near) | _parts(here, near)
        _few(part)
        was, now_is = (_judged(version, part, known) for version in (before, here))
    except UnknownError:
        return None
    mine = [row for row in findings if _is_of(row, near)]
    allowed = sorted(entry for entry in exempted if _is_of(entry[0], near))
    if sorted(mine) != _findings(was, near) or not allowed == _allowed(was, near) == _allowed(now_is, near):
        return None
    others = [row for row in findings if not _is_of(row, near)]
    return [sorted([*others, *_findings(now_is, near)]), items, day, exempted, old, gone, waiting]


# ---- outlines ---------------------------------------------------------------------------------------------------


def packed(outline: Outline, files: Iterable[str]) -> Any:
    """An outline as plain values; `files` are the paths of all files."""
    numbers = {path: number for number, path in enumerate(files)}
    kinds = list(dict.fromkeys(outline.types.values()))
    places = {kind: number for number, kind in enumerate(kinds)}
    return [
        list(outline.types),
        kinds,
        [places[kind] for kind in outline.types.values()],
        [numbers[path] for path in outline.paths.values()],
        outline.aliases,
        outline.claimers,
        outline.inverse,
        outline.named,
        outline.fields,
        [list(one) for one in outline.unread],
        sorted(outline.strict),
        outline.audiences,
        outline.released,
    ]


def unpacked(data: Any, files: Iterable[str]) -> Outline:
    """The outline again; raises a ValueError, TypeError, KeyError or IndexError where the values are none of ours."""
    names, kinds, types, places, aliases, *joined, fields, unread, made_strict, audiences, released = data
    claimers, inverse, named = joined
    paths = list(files)
    return Outline(
        dict(zip(names, [kinds[number] for number in types], strict=True)),
        dict(zip(names, [paths[number] for number in places], strict=True)),
        aliases,
        claimers,
        inverse,
        named,
        fields,
        tuple([Unread(*values) for values in unread]),
        frozenset(made_strict),
        audiences,
        released,
    )


def _claimers(project: Project) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By id: those whose links lead to the item, and those where a link from it is written."""
    to: dict[str, list[str]] = {}
    inverse: dict[str, list[str]] = {}
    items, aliases = project.items, project.aliases
    symmetric = {name for name, role in project.schema.roles.items() if role.symmetric}
    for name, item in items.items():
        for role, target, _, _, is_inverse in item.links:
            other = target
            if other not in items:
                other = other.partition("/")[0]
                if other not in items:
                    other = aliases.get(other, "")
            if other and other != name:
                if not is_inverse or role in symmetric:
                    to.setdefault(other, []).append(name)
                if is_inverse or role in symmetric:
                    inverse.setdefault(other, []).append(name)
    return to, inverse


def _named(project: Project) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, item in project.items.items():
        for group_name, part in _NAMED:
            for group in item.groups(group_name) if group_name in item.fields else ():
                other = project.resolve(group.text(part).strip())
                if other is not None:
                    found.setdefault(other.id, []).append(name)
    return found


def _counts(items: Iterable[Item]) -> dict[str, dict[str, int]]:
    """By type: how many items have each field."""
    shapes = Counter((item.type, tuple(item.fields)) for item in items)
    found: dict[str, dict[str, int]] = {}
    for (type_name, names), count in shapes.items():
        counts = found.setdefault(type_name, {})
        for name in names:
            counts[name] = counts.get(name, 0) + count
    return found


# ---- what was edited --------------------------------------------------------------------------------------------


def _edit(then: Mapping[str, Item], now: Mapping[str, Item], known: Known) -> Edit | None:
    """What is another now; None where an edit reaches further than can be said."""
    if list(then) != list(now):
        return None
    moved: set[str] = set()
    for name, item in now.items():
        if item.type in _CENTRAL or known.outline.types.get(name) != item.type or not _stays(then[name], item):
            return None
        moved.update(_moved(then[name], item))
    configuration, outline = known.configuration, known.outline
    if configuration.priority.framework == "formula" and "field score" in moved:
        return None
    return Edit(
        frozenset(moved),
        frozenset(outline.types.values()),
        outline.used,
        configuration.schema,
        strict=bool(outline.strict),
        awaited=any(name in outline.claimers or name in outline.inverse for name in now),
        past=known.past,
        audiences=outline.audiences,
        released=outline.released,
    )


def _stays(then: Item, now: Item) -> bool:
    """Whether an item is where it was, and can be named as before."""
    same = (then.id, then.type, then.path, then.docs_path, then.anchor, then.source)
    if same != (now.id, now.type, now.path, now.docs_path, now.anchor, now.source):
        return False
    if then.body.addresses and then.category != now.category:  # whether its links are judged is a matter of its status
        return False
    if _allowed_afar(then) != _allowed_afar(now):
        return False
    criteria = [one.id for one in then.criteria] == [one.id for one in now.criteria]
    return criteria and then.texts("aliases") == now.texts("aliases")


def _allowed_afar(item: Item) -> list[str]:
    """The rules among those that a part is not asked for which the item allows to be broken."""
    if "allow" not in item.fields:
        return []
    written = (group.text("rule").strip() for group in item.groups("allow"))
    return sorted(code for name in written if (code := NAMES.get(name, name)) in SILENT or code in FAR)


def _moved(then: Item, now: Item) -> Iterator[str]:
    for name in ("title", "kind", "status", "category", "living"):
        if getattr(then, name) != getattr(now, name):
            yield name
    if (then.category is Category.DONE) != (now.category is Category.DONE):
        yield "done"
    if not _TRANSITION.isdisjoint((then.kind, now.kind)):
        yield "transition"
    for name in then.fields.keys() | now.fields.keys():
        if name not in then.fields or name not in now.fields or _texts(then, name) != _texts(now, name):
            yield f"field {name}"
    for role in {link.role for link in (*then.links, *now.links)}:
        was, is_now = (
            [(link.target, link.inverse) for link in item.links if link.role == role] for item in (then, now)
        )
        if was != is_now:
            yield f"links {role}"


def _texts(item: Item, name: str) -> Any:
    return _without_places(item.fields[name].value)


def _without_places(value: Value) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [_without_places(entry) for entry in value.entries]
    return [(field.name, _without_places(field.value)) for field in value.fields]


def _is_local(rows: Iterable[Any], edited: Mapping[str, Item]) -> bool:
    """Whether nothing was found of the edited items or in their files but by rules that can be asked again of a part."""
    paths = {item.path for item in edited.values()}
    far = SILENT | FAR.keys()
    for row in rows:
        code, item = row[3], row[7]
        if code == "TPO105" or (row[0] in paths and item not in edited) or (code in far and item in edited):
            return False
    return True


# ---- what is around it ------------------------------------------------------------------------------------------


def _around(version: Version, names: Iterable[str]) -> set[str]:
    """Those of which rules may say something else where these items are others: what is joined to them, to their parts
    or to what they supersede; what is served by a story among them; and the wholes of all these."""
    moved = _closure(names, lambda name: version.below(name, "parent"))
    moved |= _closure(names, lambda name: version.above(name, "supersedes"))
    found = set(moved)
    for name in moved:
        found.update(version.near(name))
        found.update(version.outline.named.get(name, ()))
    _few(found)
    for name in tuple(found):
        found.update(version.above(name, "realizes"))
    return _closure(found, lambda name: version.above(name, "parent"))


def _parts(version: Version, names: Iterable[str]) -> set[str]:
    """What is a part of these items, or of one of these parts."""
    return _closure(names, lambda name: version.below(name, "parent"))


def _closure(names: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    found = set(names)
    waiting = list(found)
    while waiting:
        _few(found)
        for other in following(waiting.pop()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _few(names: set[str]) -> None:
    if len(names) > _MOST:
        raise UnknownError


# ---- what is found ----------------------------------------------------------------------------------------------


def _judged(version: Version, part: set[str], known: Known) -> Review:
    clauses = {
        name for name, kind in version.outline.types.items() if kind == "clause"
    }  # each is named by its title, too
    part = part | clauses
    _few(part)
    given = Parsed(items=tuple(version.item(name) for name in version.in_order(part)))
    files, cited = known.beside(cited_files(given, known.configuration))
    window = version.window(part, known.today, strict_as(version.outline.strict), files, cited)
    return check(window, [rule_of(code) for code in CODES if code not in SILENT and code not in FAR])


def _is_of(row: Any, names: set[str]) -> bool:
    return row[7] in names and row[3] not in SILENT and row[3] not in FAR


def _findings(review: Review, names: set[str]) -> list[Any]:
    return sorted(packed_finding(finding) for finding in review.findings if finding.item in names)


def _allowed(review: Review, names: set[str]) -> list[Any]:
    return sorted(
        [packed_finding(entry.finding), entry.reason, entry.until]
        for entry in review.exempted
        if entry.finding.item in names
    )
