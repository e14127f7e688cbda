"""`tpo-docs serve`: the site in the browser, made anew on every change."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import click

from tpo_docs.cli import project
from tpo_docs.cli.options import Where, audience_option, where_options
from tpo_docs.cli.served import VERSION, Served
from tpo_docs.edition import mkdocs_file
from tpo_docs.files import RECORDS, WORK_FOLDER
from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_settings import settings
from tpo_docs.site.serve import serve

EPILOG = """\b
Examples:
  tpo-docs serve
  tpo-docs serve --port 8080
"""


@click.command("serve", epilog=EPILOG)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    metavar="NUMBER",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes any that is free.",
)
@audience_option
@where_options
def command(where: Where, *, host: str, port: int, audience: str | None) -> int:
    """Show the site and rebuild it on every change.

    Watches the sources, the configuration and the project's templates. What
    was edited is shown first: the page with other words, or the pages of items
    with other fields and of those linked with them. All other pages follow
    behind it, and a page that stands open is loaded again only where it has
    changed. A mistake is shown in the browser and in the terminal, and serving
    goes on.
    """
    place = project.place(where)
    configuration = project.configuration(where)
    name = "serve"
    if audience is not None:
        project.refuse_audience(audience, configuration)
        name = f"serve-{quote(audience, safe='')}"  # where a build fails, the last pages stay: never those for others
    folder = place.root / WORK_FOLDER / name
    site = Served(where, place, folder, audience, _say)
    watched = [place.root / source.path for source in configuration.sources]
    styled = mkdocs_file(place.root)
    watched += [file for file in (place.config, styled) if file is not None]
    try:
        beside = place.root / settings(styled).docs_dir if styled is not None else None
    except SiteError:  # the first build says what is wrong with it
        beside = None
    if beside is not None and beside != place.root and not any(beside.is_relative_to(path) for path in watched):
        watched.append(beside)
    watched += [place.root / "templates", place.root / RECORDS]
    if configuration.history.export:
        watched.append(place.root / configuration.history.export)
    try:
        with _ended_by_signals():
            serve(
                folder / VERSION, [path for path in watched if path.exists()], site.rebuild, _say, host=host, port=port
            )
    except SiteError as error:
        raise click.ClickException(error.message) from error
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end it as Ctrl+C does, also where whoever started it has them ignored, as a shell does for what
    a script of it runs in the background."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        del frame
        signal.signal(number, signal.SIG_IGN)  # it ends already
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    click.echo(text, err=True)
