"""What decides how the pages of a site come out, apart from their own texts, as a short key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

from tpo_docs.files.program import installed
from tpo_docs.site.kept import key_of
from tpo_docs.site.mkdocs_bodies import UnknownSettingError, described, fingerprint

KNOWN_PLUGINS = ("material.plugins.search.", "material.plugins.offline.", "tpo_docs.site.")
"""Modules of plugins whose part in a build is known."""
_ELSEWHERE = frozenset(
    (
        "config_file_path",
        "docs_dir",
        "hooks",
        "markdown_extensions",
        "mdx_configs",
        "nav",
        "plugins",
        "site_dir",
        "theme",
    )
)
"""Settings that are looked at in another way, or that no page shows."""
_PASSED_OVER = frozenset(("draft_docs", "exclude_docs", "not_in_nav", "validation", "watch", "dev_addr"))
_CODE = ("*.py", "overrides/**/*")


def of(config: MkDocsConfig, nav: Navigation, listed: Iterable[File]) -> str | None:
    """The key of settings, theme, navigation and versions; None where something unknown may decide as well.

    The pages of the navigation (`listed`) read their front matter, as their titles stand on all the others.
    """
    bodies = fingerprint(config)
    if bodies is None or not all(f"{_module(plugin)}.".startswith(KNOWN_PLUGINS) for plugin in config.plugins.values()):
        return None
    for file in listed:
        if file.page is not None and file.page.markdown is None:
            file.page.read_source(config)
    try:
        settings = [(name, described(value)) for name, value in sorted(config.items()) if _counts(name)]
        plugins = [(name, _module(plugin), described(dict(plugin.config))) for name, plugin in config.plugins.items()]
        theme = [(name, _of_theme(name, config.theme[name])) for name in sorted(config.theme)]
    except UnknownSettingError:
        return None
    folders = [_content(Path(folder)) for folder in config.theme.dirs]
    return key_of(bodies, settings, plugins, theme, folders, list(_navigation(nav.items)), _code(), installed())


def _of_theme(name: str, value: Any) -> Any:
    return str(value) if name == "locale" else described(value)


def _module(plugin: Any) -> str:
    """Where a plugin is from; a hook, which is a module itself, is from nowhere that we know."""
    return type(plugin).__module__


def _counts(name: str) -> bool:
    return name not in _ELSEWHERE and name not in _PASSED_OVER


def _navigation(entries: Iterable[Any]) -> Iterator[object]:
    for entry in entries:
        if isinstance(entry, Section):
            yield "section", entry.title, list(_navigation(entry.children))
        elif isinstance(entry, Link):
            yield "link", entry.title, entry.url
        elif isinstance(entry, Page):
            yield "page", entry.title, entry.url, repr(entry.meta), entry.edit_url


@cache
def _code() -> str:
    """Our own part in it, which a version number says nothing of while it is worked on."""
    folder = Path(__file__).parent
    files = sorted({file for pattern in _CODE for file in folder.glob(pattern) if file.is_file()})
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=16).hexdigest()


def _content(folder: Path) -> object:
    """What a folder of a theme holds: the files of a package are as its version says, a user's own may change."""
    if "site-packages" in folder.parts or "dist-packages" in folder.parts:
        return "/".join(
            folder.parts[folder.parts.index("site-packages" if "site-packages" in folder.parts else "dist-packages") :]
        )
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [
        (file.relative_to(folder).as_posix(), blake2b(file.read_bytes(), digest_size=16).hexdigest()) for file in files
    ]
