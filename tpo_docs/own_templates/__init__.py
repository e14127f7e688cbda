"""What is wrong with a project's own templates, as far as it shows before a page is made with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from jinja2 import TemplateSyntaxError, meta, nodes

from tpo_docs.model import Unread
from tpo_docs.own_templates.values import absent
from tpo_docs.pages.views import VIEWS
from tpo_docs.render import GLOBALS, NewItem, compiling
from tpo_docs.templating import shipped_templates

_ENDINGS = (".md", ".jinja", ".jinja2", ".md.jinja", ".md.jinja2")
"""How a template's name may end by mistake."""
_NEW = "new/"
"""The folder of the templates of new items, which see nothing but the item."""

_MOST = 12
"""How many names are offered where none comes close."""

_Names = frozenset[str]


def problems(own: Mapping[str, bytes | str], types: frozenset[str], folder: str = "templates") -> tuple[Unread, ...]:
    """What keeps the templates of a project from being used: one that does not compile, names another that does not
    exist or a variable that there is none of, or takes no template's place.

    `own` holds the content of each by its path below `folder`, or why it cannot be read; `types` names the types of
    the project, for each of which there may be a template of new items.
    """
    shipped = _shipped()
    known = shipped | own.keys() | {f"shipped/{name}" for name in shipped}
    trees: dict[str, nodes.Template] = {}
    found: list[Unread] = []
    for name, data in own.items():
        if not name.endswith(".j2"):
            continue
        path = f"{folder}/{name}"
        tree = _tree(name, data)
        if isinstance(tree, nodes.Template):
            trees[name] = tree
            found += [problem._replace(path=path) for problem in _references(name, tree, known)]
            text = data.decode() if isinstance(data, bytes) else data
            found += [problem._replace(path=path) for problem in _variables(name, tree, text)]
            found += [problem._replace(path=path) for problem in _attributes(name, tree, text)]
        else:
            found.append(tree._replace(path=path))
    places = shipped | {f"{_NEW}{name}.md.j2" for name in types}
    used = _used(trees)
    for name in own:
        if used is not None and name not in places and name not in used and (problem := _unused(name, places)):
            found.append(problem._replace(path=f"{folder}/{name}"))
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line)))


@lru_cache(maxsize=1)
def _shipped() -> _Names:
    folder = shipped_templates()
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))


def _problem(line: int, reason: str, mend: str = "", column: int = 1) -> Unread:
    return Unread("", line, column, reason, "template", mend=mend)


def _tree(name: str, data: bytes | str) -> nodes.Template | Unread:
    """A template as read; what is wrong with it where it cannot be compiled."""
    if isinstance(data, str):
        return _problem(1, f"the template cannot be read: {data}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _problem(data[: error.start].count(b"\n") + 1, "the template is not UTF-8", "save it as UTF-8")
    environment = compiling()
    if name.startswith(_NEW):
        environment = environment.overlay()
        environment.filters = type(environment)().filters
    try:
        environment.compile(text, name, raw=True)
        return environment.parse(text, name)
    except TemplateSyntaxError as error:
        said = (error.message or "").removesuffix(".")
        return _problem(error.lineno, f"the template fails: {said[:1].lower()}{said[1:]}")
    except RecursionError:
        return _problem(1, "the template fails: it is nested too deeply", "nest less deeply")


def _references(name: str, tree: nodes.Template, known: _Names) -> Iterator[Unread]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        names = _named(node)
        if names is None or (isinstance(node, nodes.Include) and node.ignore_missing):
            continue
        if names == [name]:
            mend = f'write "shipped/{name}" for the template that comes with the program'
            yield _problem(node.lineno, "the template names itself", mend)
        elif known.isdisjoint(names):
            near = difflib.get_close_matches(names[0], sorted(known), 1) if names else []
            yield _problem(
                node.lineno, f"there is no template '{', '.join(names)}'", f"write `{near[0]}`" if near else ""
            )


def _named(node: nodes.Node) -> list[str] | None:
    """The templates that a statement names; None where that shows only when it runs."""
    written = node.template  # type: ignore[attr-defined]  # all four have it
    values = written.items if isinstance(written, nodes.List | nodes.Tuple) else [written]
    names = [value.value for value in values if isinstance(value, nodes.Const) and isinstance(value.value, str)]
    return names if len(names) == len(values) else None


def _variables(name: str, tree: nodes.Template, text: str) -> Iterator[Unread]:
    """Names that nothing gives a value; asked only where no other template can give one."""
    if name not in _shipped() or not name.startswith(("pages/", _NEW)) or tree.find(nodes.Extends) is not None:
        return
    known = ("view",) if name.startswith(_NEW) else GLOBALS
    names = list(tree.find_all(nodes.Name))
    # What is set on one way through a template and used on another counts as undeclared for Jinja, but it may be right.
    given = {node.name for node in names if node.ctx != "load"}
    wrong = meta.find_undeclared_variables(tree) - {*known, *compiling().globals, *given}
    for node in names:
        if node.name in wrong and node.ctx == "load":
            wrong.discard(node.name)
            near = difflib.get_close_matches(node.name, known, 1)
            mend = f"write `{near[0]}`" if near else f"what there is: {', '.join(f'`{one}`' for one in known)}"
            column = _column(text, node.lineno, rf"(?<![\w.]){re.escape(node.name)}\b")
            yield _problem(node.lineno, f"the template names '{node.name}', which nothing gives it", mend, column)


def _attributes(name: str, tree: nodes.Template, text: str) -> Iterator[Unread]:
    """What the template asks of its view, or of what that holds, that is not there."""
    view = NewItem if name.startswith(_NEW) else VIEWS.get(name)
    for line, owner, attribute, known in absent(tree, view) if view is not None else ():
        near = difflib.get_close_matches(attribute, known, 1)
        some = known[:_MOST]
        mend = (
            f"write `{near[0]}`" if near else f"what there is: {', '.join(f'`{one}`' for one in some)}" if some else ""
        )
        column = _column(text, line, rf"\.\s*{re.escape(attribute)}\b", attribute)
        yield _problem(line, f"'{owner}' has no '{attribute}'", mend, column)


def _column(text: str, line: int, pattern: str, word: str = "") -> int:
    """Where the pattern stands in a line, from 1: Jinja keeps lines only. `word` is the part of it that is meant."""
    lines = text.split("\n")
    match = re.search(pattern, lines[line - 1]) if line <= len(lines) else None
    return 1 if match is None else match.end() - len(word) + 1 if word else match.start() + 1


def _used(trees: Mapping[str, nodes.Template]) -> frozenset[str] | None:
    """The templates that others name; None where one of them names some only when it runs."""
    found: set[str] = set()
    for tree in trees.values():
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            names = _named(node)
            if names is None:
                return None
            found.update(names)
    return frozenset(found)


def _unused(name: str, places: _Names) -> Unread | None:
    """A template that takes no template's place; other files lie beside templates for reasons of their own."""
    folders = {place.partition("/")[0] for place in places}
    stem = next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), "")
    is_template = name.endswith(".j2")
    if not is_template and (not stem or name.partition("/")[0] not in folders):
        return None
    near = next((place for place in (f"{name}.j2", f"{stem}.md.j2") if place in places), "")
    if not near:
        same = [place for place in places if PurePosixPath(place).name == PurePosixPath(name).name]
        near = next(iter(sorted(same) or difflib.get_close_matches(name, sorted(places), 1, 0.5)), "")
    if not near and not is_template:
        return None
    mend = f"rename it to `{near}`" if near else "name it after the shipped template whose place it takes"
    return _problem(1, "no template has this name, so nothing is made with this one", mend)
