"""What `tpo-docs build` does where the project has to be loaded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import click

from tpo_docs import files, git
from tpo_docs.audience import hidden
from tpo_docs.cli import project, reuse
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.options import Where
from tpo_docs.disclosure import withheld
from tpo_docs.edition import Order, publish
from tpo_docs.files import Loaded, ProjectError
from tpo_docs.model import Severity
from tpo_docs.past import version_of
from tpo_docs.places import is_version
from tpo_docs.report.making import report_of
from tpo_docs.report.text import counted, painted
from tpo_docs.site.build import BuildResult
from tpo_docs.site.errors import SiteError
from tpo_docs.site.versions import order as version_order


class Wish(NamedTuple):
    """What is to be built, as asked for on the command line."""

    version: str | None
    aliases: tuple[str, ...]
    refs: tuple[str, ...]
    all_tags: bool
    site_dir: Path
    fail_on: str | None
    strict: bool
    site_url: str | None
    engine: str
    audience: str | None
    commands: str
    asked: str
    """See `edition.Order`."""


def build(where: Where, wish: Wish, known: Loaded | None = None) -> int:
    """Builds the working tree, or all versions asked for; returns the exit status. `known` is the working tree, where it
    is loaded."""
    root = project.place(where).root
    audience, fail_on, skip = wish.audience, wish.fail_on, wish.all_tags
    aliases = tuple(dict.fromkeys(wish.aliases))
    named = [*wish.refs, *(_tags(root) if skip else ())]
    if wish.version is not None and len(named) > 1:
        raise click.UsageError("--version goes with one --ref only", click.get_current_context())
    wanted = sorted(
        ((name, version_of(name)) for name in dict.fromkeys(named)), key=lambda pair: version_order(pair[1])
    )
    unseen = hidden(project.load(where).project, audience).ids if audience and wanted else frozenset()
    status = 0
    newest, looked_at = _newest(where, wanted if aliases else [], fail_on, skip=skip)
    for ref, tag in wanted or [("", "")]:
        whole, failed = looked_at.pop(ref) if ref in looked_at else _usable(where, ref, tag, fail_on, known, skip=skip)
        status = max(status, failed)
        if whole is None:
            continue
        loaded = project.for_audience(whole, audience, unseen)
        order = Order(
            version=wish.version or tag or loaded.configuration.version,
            aliases=aliases if ref == newest else (),
            site_dir=wish.site_dir,
            engine=wish.engine,
            strict=wish.strict,
            site_url=wish.site_url,
            commands=wish.commands,
            audience=loaded.project.audience,
            asked=wish.asked,
        )
        sources = [source.path for source in loaded.configuration.sources]
        name = reuse.fingerprint(root, loaded.commit, sources, order) if ref else ""
        if reuse.is_built(root, order, name):
            click.echo(f"{files.shown(order.site_dir / order.version)}: as it was built before")
            continue
        try:
            result = publish(loaded, order, _say)
        except SiteError as error:
            raise click.ClickException(error.message) from error
        if name:
            reuse.remember(root, order, name)
        _tell(result, loaded, order)
        if audience is not None:
            _tell_withheld(whole, audience)
    return status


def _tags(root: Path) -> tuple[str, ...]:
    repository = git.find(root)
    found = tuple(tag.name for tag in git.tags(repository)) if repository is not None else ()
    if not found:
        raise click.ClickException(
            "--all-tags: there are no tags here" + ("" if repository else ", and no Git repository")
        )
    return found


_Usable = tuple[Loaded | None, int]
"""A project to build, None where it is not to be built; and the exit status that this asks for."""


def _newest(
    where: Where, wanted: list[tuple[str, str]], fail_on: str | None, *, skip: bool
) -> tuple[str, dict[str, _Usable]]:
    """The newest revision that can be built, which the aliases go to, and what was seen of those looked at."""
    seen: dict[str, _Usable] = {}
    for ref, tag in reversed(wanted):
        seen[ref] = _usable(where, ref, tag, fail_on, skip=skip)
        if seen[ref][0] is not None:
            return ref, seen
    return "", seen


def _usable(
    where: Where, ref: str, tag: str, fail_on: str | None, known: Loaded | None = None, *, skip: bool
) -> _Usable:
    if skip and not is_version(tag):
        _say(f"{ref} is left out: '{tag}' cannot be a version, which becomes a folder and a part of the address")
        return None, 0
    loaded = _loaded(where, ref, skip=skip) if known is None else known
    if loaded is None:
        return None, 0
    return (None, 1) if _refused(loaded, fail_on) else (loaded, 0)


def _loaded(where: Where, ref: str, *, skip: bool) -> Loaded | None:
    """The project at a revision; of all tags those from before it began are passed over."""
    try:
        return project.load(where, ref=ref)
    except click.ClickException as error:
        if not skip or not isinstance(error.__cause__, ProjectError):
            raise
        _say(f"{ref} is left out: {error.format_message()}")
        return None


def _refused(loaded: Loaded, fail_on: str | None) -> bool:
    if fail_on is None:
        return False
    report = report_of(loaded.review, fail_on=Severity(fail_on))
    if report.failing:
        click.echo(painted(report, painter(colour=has_colour(sys.stderr))), err=True, nl=False)
        click.echo(f"nothing was built{f' of {loaded.ref}' if loaded.ref else ''}: --fail-on {fail_on}", err=True)
    return report.failing


def _tell(result: BuildResult, loaded: Loaded, order: Order) -> None:
    for warning in result.warnings:
        _say(warning)
    count = len(loaded.review.findings)
    folder = files.shown(result.folder)
    names = f" and as {', '.join(order.aliases)}" if order.aliases else ""
    click.echo(
        f"{folder}{names}: {counted(result.pages, 'page', 'pages')}, {counted(result.written, 'file', 'files')} written, {counted(count, 'finding', 'findings')}"
    )


def _tell_withheld(whole: Loaded, audience: str) -> None:
    kept = withheld(whole.project, audience)
    leaks = sum(1 for finding in whole.review.findings if finding.code == "TPO904")
    click.echo(
        f"for {audience}: {counted(kept.items, 'item', 'items')} and {counted(kept.pages, 'page', 'pages')} kept back"
        + (f"; {counted(leaks, 'finding', 'findings')} TPO904 about what had to be taken out" if leaks else "")
    )


def _say(text: str) -> None:
    click.echo(text, err=True)
