"""`tpo-docs renumber`: items whose ids are taken twice get the next free ones, and their references follow."""

from __future__ import annotations

from collections.abc import Iterable

import click

from tpo_docs import files, git
from tpo_docs.cli import project
from tpo_docs.cli.merge_check import all_clashes
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.rewriting import How, change, free_names, rewriting_options
from tpo_docs.files import Loaded, ProjectError
from tpo_docs.ids.references import Place
from tpo_docs.ids.renaming import Keep, Wanted
from tpo_docs.model import Item
from tpo_docs.report.text import one_line

EPILOG = """\b
Examples:
  tpo-docs renumber --base origin/main    (what `merge-check` found)
  tpo-docs renumber                     (two items with one id, after a merge)
  tpo-docs renumber STY-020 STY-021
"""


@click.command("renumber", epilog=EPILOG)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--base", "bases", metavar="BASE", multiple=True, help="A branch whose ids win; may be repeated.")
@rewriting_options
@where_options
def command(
    where: Where,
    *,
    ids: tuple[str, ...],
    bases: tuple[str, ...],
    dry_run: bool,
    allow_dirty: bool,
    code: bool,
    keep_files: bool,
) -> int:
    """Give items the next free ids, and rewrite every reference to them.

    With --base those that this branch and BASE have both taken; with ID these
    (the former ids stay as aliases); else, of items that share an id in this
    folder, the one that came later. What refers to such an id is told apart
    by the commit that wrote it; what cannot be is left and named.
    """
    if ids and bases:
        raise click.UsageError("--base finds the items itself: leave out the ids", click.get_current_context())
    loaded = project.load(where)
    how = How(dry_run, allow_dirty, code=code, keep_files=keep_files)
    if ids:
        return _these(loaded, ids, how)
    return _clashing(loaded, bases, how) if bases else _duplicates(loaded, how)


def _these(loaded: Loaded, ids: tuple[str, ...], how: How) -> int:
    found = loaded.project
    for name in ids:
        if name not in found.items:
            raise click.UsageError(f"there is no item {name}{nearest(name, found.items)}", click.get_current_context())
    twice = next((item for item in found.duplicates if item.id in ids), None)
    if twice is not None:
        raise click.ClickException(
            f"{twice.id} is the id of two items, in {found.items[twice.id].path} and {twice.path}; "
            "`tpo-docs renumber` without an id gives the later one the next"
        )
    items = [found.items[name] for name in dict.fromkeys(ids)]
    names = free_names(loaded, items, ())
    return change(loaded, tuple(Wanted(item, name) for item, name in zip(items, names, strict=True)), how)


def _clashing(loaded: Loaded, bases: tuple[str, ...], how: How) -> int:
    found = all_clashes(loaded, bases)
    for one in found:
        if one.name != one.ours.id:
            raise click.ClickException(
                f"{one.ours.path} keeps {one.name} in `aliases`, and {one.base} has another item of that id: "
                "take it out there"
            )
    items = list({one.ours.id: one.ours for one in found}.values())
    if not items:
        click.echo(f"no id is taken both here and on {', '.join(bases)}")
        return 0
    try:
        taken = {
            name
            for base in bases
            for item in files.items_at(loaded, base)
            for name in (item.id, *item.texts("aliases"))
        }
    except ProjectError as error:
        raise click.ClickException(str(error)) from error
    names = free_names(loaded, items, taken)
    return change(loaded, tuple(Wanted(item, name, alias=False) for item, name in zip(items, names, strict=True)), how)


# ---- two items of one id in one tree ----------------------------------------------------------------------------


def _duplicates(loaded: Loaded, how: How) -> int:
    found = loaded.project
    doubled = [item for item in found.duplicates if item.id in found.items]
    if not doubled:
        click.echo("no id is taken twice")
        return 0
    tell = _Teller(loaded)
    pairs = [tell.ordered(found.items[item.id], item) for item in doubled]
    names = free_names(loaded, [later for _, later in pairs], ())
    wanted: list[Wanted] = []
    for (_, later), name in zip(pairs, names, strict=True):
        if any(one.old == later.id for one in wanted):
            raise click.ClickException(f"more than two items are called {later.id}: write another id into one by hand")
        wanted.append(Wanted(later, name, alias=False))
    status = change(loaded, tuple(wanted), how, tell.keeps({later.id: pair for pair in pairs for later in pair[1:]}))
    for line in tell.doubtful:
        click.echo(line, err=True)
    return status


class _Teller:
    """Tells by Git which of two items of one id is meant."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.repository = git.find(loaded.root)
        self.added: dict[str, str] = {}
        self.blamed: dict[str, dict[int, str]] = {}
        self.doubtful: list[str] = []

    def ordered(self, one: Item, other: Item) -> tuple[Item, Item]:
        """The item that keeps the id, and the one that came later: the second one where Git does not know."""
        first, second = self._added(one), self._added(other)
        if first and second and self.repository is not None and self._date(first) > self._date(second):
            return other, one
        if second and not first:
            return other, one
        return one, other

    def keeps(self, pairs: dict[str, tuple[Item, Item]]) -> Keep:
        """Says of a place whether it means the item that keeps the id."""

        def keep(path: str, place: Place) -> bool:
            kept, later = pairs[place.name]
            if path == later.path and not later.anchor and not later.is_row:
                return kept.path == path
            if path == kept.path and not kept.anchor and not kept.is_row:
                return True
            if (path, place.line) == (later.path, later.line):
                return False
            if (path, place.line) == (kept.path, kept.line):
                return True
            return not self._means_later(path, place, kept, later)

        return keep

    def _means_later(self, path: str, place: Place, kept: Item, later: Item) -> bool:
        commit = self._blame(path, (place.line,)).get(place.line, "")
        if commit and self.repository is not None:
            knew = [
                bool(self._added(item)) and git.is_ancestor(self.repository, self._added(item), commit)
                for item in (kept, later)
            ]
            if knew[0] != knew[1]:
                return knew[1]
        self.doubtful.append(
            f"{one_line(path)}:{place.line}: left as it is; look whether {place.name} means {one_line(kept.title)} "
            f"or {one_line(later.title)}"
        )
        return False

    def _added(self, item: Item) -> str:
        if item.path not in self.added:
            self.added[item.path] = git.added_in(self.repository, item.path) if self.repository is not None else ""
        if not item.anchor and not item.is_row:
            return self.added[item.path]
        return self._blame(item.path, (item.line,)).get(item.line, "")

    def _blame(self, path: str, lines: Iterable[int]) -> dict[int, str]:
        known = self.blamed.setdefault(path, {})
        missing = [line for line in lines if line not in known]
        if missing and self.repository is not None:
            known.update(git.blame(self.repository, path, missing))
        return known

    def _date(self, commit: str) -> str:
        return git.date_of(self.repository, commit) if self.repository is not None else ""
