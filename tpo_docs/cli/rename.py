"""`tpo-docs rename`: an item gets another id, and every reference follows."""

from __future__ import annotations

import click

from tpo_docs.cli import project
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.rewriting import How, change, rewriting_options
from tpo_docs.files import Loaded
from tpo_docs.ids.renaming import Wanted
from tpo_docs.model import Item

EPILOG = """\b
Examples:
  tpo-docs rename REQ-004 REQ-104 --dry-run
  tpo-docs rename REQ-004 REQ-104
  tpo-docs rename billing billing-team      (a party)
"""


@click.command("rename", epilog=EPILOG)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--no-alias", is_flag=True, help="Forget the former id: nothing outside has ever seen it.")
@rewriting_options
@where_options
def command(
    where: Where, *, old: str, new: str, no_alias: bool, dry_run: bool, allow_dirty: bool, code: bool, keep_files: bool
) -> int:
    """Give an item another id, and rewrite every reference to it.

    Front matter, texts, blocks, tpo-docs.yml and the files of records/ follow;
    all files are written or none, and nothing else in them changes. The
    former id stays as an alias, so old links and addresses still work. The
    file is renamed with it where its name starts with the id.
    """
    loaded = project.load(where)
    item = _item(loaded, old)
    _judge(loaded, item, new)
    return change(
        loaded, (Wanted(item, new, alias=not no_alias),), How(dry_run, allow_dirty, code=code, keep_files=keep_files)
    )


def _item(loaded: Loaded, name: str) -> Item:
    found = loaded.project
    item = found.items.get(name)
    if item is None:
        now = found.aliases.get(name)
        reason = f"{name} is called {now} now" if now else f"there is no item {name}{nearest(name, found.items)}"
        raise _wrong(reason)
    if any(other.id == name for other in found.duplicates):
        raise _wrong(f"two items are called {name}: `tpo-docs renumber` tells them apart")
    return item


def _judge(loaded: Loaded, item: Item, new: str) -> None:
    """Refuses an id that is taken or that does not follow the type's pattern."""
    found = loaded.project
    if new == item.id:
        raise _wrong(f"{new} is its id already")
    holder = found.resolve(new)
    if "/" not in new and holder is not None and holder.id != item.id:
        raise _wrong(f"{new} is taken: {holder.path} {'was' if holder.id != new else 'is'} called so")
    spec = found.schema.types.get(item.type)
    if spec is not None and spec.expression.pattern and spec.expression.fullmatch(new) is None:
        example = spec.next_id(1).replace("{slug}", "name") if spec.prefix else "a-slug"
        raise _wrong(f"{new} is no id of a {item.type}: write one like {example}")
    if not new or any(sign.isspace() or sign in "/\\[]|#\"'{},:" or not sign.isprintable() for sign in new):
        raise _wrong(f"'{new}' is no id: letters, digits, hyphens and dots make one")


def _wrong(message: str) -> click.ClickException:
    return click.ClickException(message)
