"""The theme's templates, compiled once for all builds, and what they do with a page, found out once.

Both are kept beside what Python compiles of our modules, as `templating` does with our own templates, for templates of
installed packages and for ours. Those of a project are compiled and looked at in every build.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from mkdocs.theme import Theme

from tpo_docs import templating
from tpo_docs.files import lines

_OURS = Path(__file__).parent / "overrides"
_PACKAGES = ("site-packages", "dist-packages")
_FORMAT = "tpo-docs/uses/1"
_MOST = 300  # templates that are remembered; a theme has a hundred


class Uses(NamedTuple):
    """What a template does with a page."""

    problem: str
    """What it does beyond printing; empty where nothing."""
    meta: tuple[str, ...]
    """Keys of the front matter that it asks for."""
    asked: tuple[str, ...]
    """Texts that it looks for in a page's content."""
    templates: tuple[str, ...]
    """Names of other templates that it brings in, in the order in which they stand there."""


def keep_compiled(theme: Theme) -> None:
    """Lets every environment of a theme keep what it compiles."""
    new = theme.get_env
    folders = [_OURS, *(Path(folder) for folder in theme.dirs if not set(_PACKAGES).isdisjoint(Path(folder).parts))]

    def get_env() -> jinja2.Environment:
        environment = new()
        environment.bytecode_cache = templating.Compiled(f"mkdocs{version('mkdocs')}", *folders)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]  # of this one theme only


class Seen:
    """What is known of templates, by their text."""

    def __init__(self, environment: jinja2.Environment, look: Callable[[jinja2.nodes.Template], Uses]) -> None:
        self._environment = environment
        self._look = look
        self._key = blake2b(repr((_code(), sorted(environment.extensions))).encode(), digest_size=32).digest()
        self._file = templating.beside("theme-uses.py")
        self._known: dict[str, Any] = {}
        self._new = False
        try:
            line = self._file.read_bytes().rstrip(b"\n") if self._file is not None else b""
        except OSError:
            return
        if lines.holds(line, self._key):
            self._known = dict(lines.opened(line))

    def uses(self, source: str) -> Uses:
        """What a template does."""
        name = blake2b(source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        known = self._known.get(name)
        if known is None:
            found = self._look(self._environment.parse(source))
            self._known[name], self._new = found, True
            return found
        problem, *others = known
        return Uses(problem, *map(tuple, others))

    def close(self) -> None:
        """Keeps it for the next build, where that can be."""
        if self._new and self._file is not None and not sys.dont_write_bytecode:
            newest = dict(list(self._known.items())[-_MOST:])
            templating.write_kept(self._file, lines.sealed(newest, self._key))


@cache
def _code() -> str:
    """What decides how a template is read and judged."""
    ours = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("shell.py", "theme_templates.py"))
    return f"{_FORMAT} {version('jinja2')} {blake2b(ours).hexdigest()}"
