"""`tpo-docs build`: the site of the working tree, of tags, or of all tags."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, audience_option, where_options
from tpo_docs.files.memory import question
from tpo_docs.model import Severity
from tpo_docs.quick.again import Told, again
from tpo_docs.report.text import counted
from tpo_docs.site.errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tpo_docs.files import Place

_BUILDING = "tpo_docs.cli.building"
"""Takes as long to import as another process to parse some thousand files."""

EPILOG = """\b
Examples:
  tpo-docs build
  tpo-docs build --version 1.1 --alias latest
  tpo-docs build --all-tags --alias latest    (the newest one becomes latest)
  tpo-docs build --ref v1.0 --ref v1.1
  tpo-docs build --fail-on error              (no site with errors)
  tpo-docs build --audience public --output public
"""


@click.command("build", epilog=EPILOG)
@click.option(
    "--version", metavar="NAME", help="Publish as this version.  [default: that of tpo-docs.yml, a tag's name, or dev]"
)
@click.option(
    "--alias", "aliases", metavar="NAME", multiple=True, help="Publish it under this name too; may be repeated."
)
@click.option(
    "--ref",
    "refs",
    metavar="REVISION",
    multiple=True,
    help="Build a tag, branch or commit without a checkout; may be repeated.",
)
@click.option("--all-tags", is_flag=True, help="Build all tags.")
@click.option("--output", "site_dir", metavar="DIR", help="Publish into DIR.  [default: site, beside tpo-docs.yml]")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info"]), help="Build nothing where there are such findings."
)
@click.option("--strict", is_flag=True, help="A warning of MkDocs is a failure.")
@click.option("--site-url", metavar="URL", help="Where the site will stand, instead of site_url in mkdocs.yml.")
@click.option(
    "--engine",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="What builds the pages; zensical is experimental.",
)
@audience_option
@where_options
def command(
    where: Where,
    *,
    version: str | None,
    aliases: tuple[str, ...],
    refs: tuple[str, ...],
    all_tags: bool,
    site_dir: str | None,
    fail_on: str | None,
    strict: bool,
    site_url: str | None,
    engine: str,
    audience: str | None,
) -> int:
    """Build the site, or versions of it.

    The site is built despite findings and shows them. A version is put
    beside the earlier ones; one that cannot be built leaves all of them as
    they were.
    """
    _refuse_names(version, aliases, site_url)
    place = project.place(where)
    target = Path(site_dir).absolute() if site_dir else place.root / "site"
    asked, loaded = "", None
    if not (refs or all_tags or audience):
        chosen = (version, aliases, str(target), strict, site_url, engine, _commands(), str(where.config))
        asked = f"build {chosen!r} {question(where.today)}"
        project.day(where)
        told = _again(place, target, asked, fail_on)
        if told is not None:
            _tell_again(told, target)
            return 0
        loaded = project.load(where, meanwhile=partial(import_module, _BUILDING))
    from tpo_docs.cli.building import Wish, build  # noqa: PLC0415 - brings the site, not needed where nothing has changed

    wish = Wish(
        version, aliases, refs, all_tags, target, fail_on, strict, site_url, engine, audience, _commands(), asked
    )
    return build(where, wish, loaded)


def _refuse_names(version: str | None, aliases: tuple[str, ...], site_url: str | None) -> None:
    """Ends the command before any work where a name on the command line can be none of a version, or an address none."""
    if version is not None or aliases:
        from tpo_docs.site.versions import refuse_name  # noqa: PLC0415 - only where a name is given

        try:
            for name, what in ((version, "a version"), *((alias, "an alias") for alias in aliases)):
                if name is not None:
                    refuse_name(name, what)
        except SiteError as error:
            raise click.ClickException(error.message) from error
    if site_url is not None and not _is_address(site_url):
        raise click.UsageError(
            f"--site-url: {site_url!r} is no address; write it as https://example.org/docs/",
            click.get_current_context(),
        )


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit  # noqa: PLC0415 - only where an address is given

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc) and text.isprintable() and " " not in text


def _again(place: Place, target: Path, asked: str, fail_on: str | None) -> Told | None:
    """The site brought up to date the quick way, where that can be done and the findings allow it."""
    most = Severity(fail_on).rank if fail_on else -1

    def allowed(findings: Mapping[str, int]) -> bool:
        return all(Severity(name).rank > most for name, count in findings.items() if count)

    try:
        return again(place, target, asked, _say, allowed)
    except SiteError as error:
        raise click.ClickException(error.message) from error


def _tell_again(told: Told, target: Path) -> None:
    folder = files.shown(target / told.version)
    names = f" and as {', '.join(told.aliases)}" if told.aliases else ""
    count = sum(told.findings.values())
    click.echo(
        f"{folder}{names}: {counted(told.pages, 'page', 'pages')}, {counted(told.written, 'file', 'files')} written, {counted(count, 'finding', 'findings')}"
    )


def _commands() -> str:
    return " ".join(["tpo-docs", *sys.argv[1:]])


def _say(text: str) -> None:
    click.echo(text, err=True)
