"""`tpo-docs pack`: what a party is to approve, as one file that needs neither Git nor the site."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpo_docs import files
from tpo_docs.audience import is_used
from tpo_docs.awaited import Why
from tpo_docs.cli import project
from tpo_docs.cli.earlier import text_of_then
from tpo_docs.cli.guard import refuse_source
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.cli.signing import item_of, party_of
from tpo_docs.disclosure import as_seen
from tpo_docs.edition import mkdocs_file
from tpo_docs.model import Item, Project
from tpo_docs.proof.difference import text_changes
from tpo_docs.report.text import counted
from tpo_docs.signoff.pack import Entry, Pack, Wish, approved, chosen, entry
from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_settings import settings
from tpo_docs.words import words

if TYPE_CHECKING:
    from tpo_docs.files import Loaded

_EXTRAS = {"xlsx": ("openpyxl", "xlsx"), "pdf": ("typst", "pdf")}
_FORMATS = ("html", "xlsx", "pdf")

EPILOG = """\b
Examples:
  tpo-docs pack --for client
  tpo-docs pack --for client --release REL-mvp --format xlsx
  tpo-docs pack --for client --uat --release REL-mvp
  tpo-docs pack --for client REQ-004 REQ-007 --output two.html
\b
The client reads, chooses, saves and sends the file back:
  tpo-docs unpack answers-client-2027-03-01.json
"""


@click.command("pack", epilog=EPILOG)
@click.argument("ids", metavar="[ID...]", nargs=-1)
@click.option("--for", "party", metavar="PARTY", required=True, help="Whose word is asked for.")
@click.option("--release", metavar="RELEASE", help="What is planned for this release, and what that serves.")
@click.option("--uat", is_flag=True, help="The acceptance tests: steps, what should happen, boxes for verdicts.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="html to read and answer, xlsx to fill in, pdf to print and sign.  [default: as --output ends, else html]",
)
@click.option(
    "--output", metavar="FILE", help="Where to; - is the standard output.  [default: sign-off-PARTY-DATE.html]"
)
@click.option(
    "--audience",
    metavar="NAME",
    help="Only what this audience may see.  [default: everybody, where a project tells them apart]",
)
@where_options
def command(
    where: Where,
    *,
    ids: tuple[str, ...],
    party: str,
    release: str | None,
    uat: bool,
    format_: str | None,
    output: str | None,
    audience: str | None,
) -> int:
    """Write what waits for the word of a party, as one file.

    With each item: what it says in plain words, what has changed since the
    party approved it, its criteria and how they are proven. Which items a
    party is asked for stands in the configuration (approvals); with ID or
    --release it is asked for these.
    """
    format_ = format_ or _format_of(output)
    _require(format_)
    loaded = project.load(where)
    whole = loaded.project
    wish = Wish(
        party_of(whole, party, "--for"),
        _release(whole, release) if release is not None else None,
        tuple(item_of(whole, name).id for name in ids),
        uat=uat,
    )
    target = output or f"{'uat' if uat else 'sign-off'}-{wish.party.id}-{whole.today}.{format_}"
    refuse_source(where, target, "--output")
    everybody = whole.configuration.disclosure.audiences[0]
    for_whom = audience or (everybody if is_used(whole) else None)
    made = _pack(loaded, wish, for_whom)
    try:
        say = words(settings(mkdocs_file(loaded.root)).language or "en", whole.configuration.site.words)
    except SiteError:
        say = words("en", whole.configuration.site.words)
    if format_ == "html":
        from tpo_docs.signoff.page import page  # noqa: PLC0415 - only what is asked for

        data = page(made, whole.schema, say).encode("utf-8", "replace")
    elif format_ == "xlsx":
        from tpo_docs.signoff.workbook import workbook  # noqa: PLC0415 - an extra

        data = workbook(made, whole.schema, say)
    else:
        from tpo_docs.signoff.printed import printed  # noqa: PLC0415 - an extra

        data = printed(made, whole.schema, say)
    _write(target, data)
    _tell(target, made, wish, whole)
    left_out = len(chosen(whole, wish)) - len(made.entries)
    if left_out:
        click.echo(f"{counted(left_out, 'item is', 'items are')} not for {for_whom} and left out", err=True)
    return 0


def _pack(loaded: Loaded, wish: Wish, for_whom: str | None) -> Pack:
    whole = loaded.project
    seen = project.for_audience(loaded, for_whom).project
    hidden = [name for name in wish.ids if name not in seen.items]
    if hidden:
        raise click.ClickException(f"{hidden[0]} is not for the audience {for_whom}; --audience names another")
    entries = tuple(
        _with_changes(loaded, entry(whole, seen, item, why, word), for_whom)
        for item, why, word in chosen(whole, wish)
        if item.id in seen.items
    )
    try:
        title = settings(mkdocs_file(loaded.root)).site_name or ""
    except SiteError:
        title = ""
    return Pack(
        wish.party.id,
        wish.party.title or wish.party.id,
        whole.today.isoformat(),
        title or loaded.root.absolute().name,
        loaded.configuration.version if loaded.configuration.version != "dev" else "",
        wish.release.id if wish.release is not None else "",
        wish.release.title if wish.release is not None else "",
        wish.uat,
        entries,
        tuple(one for one in approved(whole, wish) if one.item in seen.items),
    )


def _with_changes(loaded: Loaded, found: Entry, audience: str | None) -> Entry:
    """With what has changed since the party's last word, as far as Git knows the text of then."""
    if found.why not in (Why.CHANGED, Why.ASKED) or found.word is None:
        return found
    item = loaded.project.items[found.item.id]
    before = text_of_then(loaded, item, found.word.line.fingerprint)
    if before is None:
        return replace(found, known=False)
    one = as_seen(loaded.project, audience or "", before)
    significant = set(loaded.configuration.schema.types[item.type].significant) | {"as", "want", "so_that"}
    links = loaded.configuration.schema.keywords
    changes = tuple(
        change
        for change in text_changes(one, found.item)
        if change.field in significant or (change.field not in item.fields and change.field not in links)
    )
    return replace(found, changes=changes)


def _release(whole: Project, name: str) -> Item:
    item = whole.resolve(name)
    if item is None or item.type != "release":
        known = [one.id for one in whole.of_type("release")]
        raise click.UsageError(
            f"--release: there is no release {name}{nearest(name, known)}", click.get_current_context()
        )
    return item


def _format_of(output: str | None) -> str:
    ending = Path(output).suffix.lstrip(".").lower() if output else ""
    return ending if ending in _FORMATS else "html"


def _require(format_: str) -> None:
    """Ends the command where what writes the format is not installed."""
    module, extra = _EXTRAS.get(format_, ("", ""))
    if module and importlib.util.find_spec(module) is None:
        raise click.ClickException(f"--format {format_} needs {module}: pip install 'tpo-docs[{extra}]'")


def _write(target: str, data: bytes) -> None:
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        files.write_bytes(Path(target), data)
    except OSError as error:
        raise unwritable(target, error) from error


def _tell(target: str, made: Pack, wish: Wish, whole: Project) -> None:
    if made.entries:
        what = "acceptance test" if made.uat else "item"
        text = f"{counted(len(made.entries), what, f'{what}s')} for {made.party}"
    else:
        text = f"nothing waits for {made.party}"
    if target != "-":
        text = f"{target}: {text}"
    click.echo(text, err=target == "-")
    if not wish.uat and not wish.ids and wish.party.kind == "client":
        tests = len(chosen(whole, wish._replace(uat=True)))
        if tests:
            click.echo(f"{counted(tests, 'acceptance test waits', 'acceptance tests wait')} too: --uat", err=True)
