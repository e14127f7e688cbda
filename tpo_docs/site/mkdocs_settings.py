"""The plain settings of a mkdocs.yml, read without loading themes or plugins."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import yaml
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_process import clear


class Settings(NamedTuple):
    """What the rest of tpo-docs wants to know of a mkdocs.yml, read without loading themes or plugins."""

    docs_dir: str = "docs"
    site_name: str = ""
    language: str = ""
    """Empty where the user has not chosen one."""
    site_url: str = ""
    repo_url: str = ""
    strict: bool = False
    assets: tuple[str, ...] = ()
    """Files of the docs folder that the configuration names: styles, scripts, logo, icon."""
    search: bool = True
    """Whether a search is wanted at all."""
    edit_uri: str | None = None
    """None where the user has not written one; empty where no link is wanted."""
    edit_uri_template: str = ""
    theme_dir: str = ""
    """Where the user's own templates of the theme are."""

    @property
    def edit_link(self) -> tuple[str, str]:
        """The pattern of a link to a source as MkDocs would make it, and the folder its `{path}` begins at."""
        written = self.edit_uri_template or self.edit_uri
        if not written or not (self.repo_url or "://" in written):
            return "", ""
        address = urljoin(f"{self.repo_url.rstrip('/')}/", written)
        folder = posixpath.normpath(self.docs_dir)
        if self.edit_uri_template:
            return address.replace("{path!q}", "{path}"), folder
        if address.endswith(f"/{folder}/"):
            return f"{address.removesuffix(f'{folder}/')}{{path}}", ""
        return f"{address}{'' if address[-1:] in '/=' else '/'}{{path}}", folder


def settings(mkdocs_file: Path | None) -> Settings:
    """The plain settings of a mkdocs.yml and those it inherits; defaults if there is none."""
    if mkdocs_file is None or not mkdocs_file.is_file():
        return Settings()
    with clear(mkdocs_file), mkdocs_file.open("rb") as stream:
        raw = yaml_load(stream, PlainLoader)
    if not isinstance(raw, dict):
        raise SiteError(f"{mkdocs_file.name}: it is no mapping of settings")
    theme = raw.get("theme")
    language = theme.get("language") if isinstance(theme, dict) else None

    def text(key: str, default: str = "") -> str:
        value = raw.get(key)
        return value if isinstance(value, str) else default

    return Settings(
        text("docs_dir", "docs"),
        text("site_name"),
        language if isinstance(language, str) else "",
        text("site_url"),
        text("repo_url"),
        raw.get("strict") is True,
        tuple(_named_assets(raw)),
        _has_search(raw.get("plugins")),
        text("edit_uri") if "edit_uri" in raw else None,
        text("edit_uri_template"),
        str(theme.get("custom_dir") or "") if isinstance(theme, dict) else "",
    )


def _has_search(plugins: Any) -> bool:
    """Whether a list of plugins holds a search; without a list MkDocs takes its own."""
    if plugins is None:
        return True
    names = (entry if isinstance(entry, str) else next(iter(entry), "") for entry in plugins)
    return any(str(name).rpartition("/")[2] == "search" for name in names)


def _named_assets(raw: Mapping[str, Any]) -> Iterator[str]:
    theme = raw.get("theme")
    for name in ("logo", "favicon"):
        if isinstance(theme, dict) and isinstance(theme.get(name), str):
            yield theme[name]
    for name in ("extra_css", "extra_javascript", "extra_templates"):
        for entry in raw.get(name) or ():
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str):
                yield path


class _PlainLoader(yaml.SafeLoader):
    """Reads the plain values of a mkdocs.yml and passes over those that name Python objects."""


def _nothing(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> None:
    del loader, suffix, node


_PlainLoader.add_multi_constructor("", _nothing)
PlainLoader: Any = get_yaml_loader(_PlainLoader)
