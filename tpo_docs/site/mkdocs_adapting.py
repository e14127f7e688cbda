"""A loaded configuration of MkDocs changed as our pages need it: the same for our builds and for the MkDocs plugin."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from tpo_docs.site.defaults import WORDS
from tpo_docs.site.navigation import is_long, shorten
from tpo_docs.site.tree import Tree
from tpo_docs.site.versions import DEFAULT_ALIAS

OVERRIDES = Path(__file__).parent / "overrides"
SANITISER = "tpo_docs.site.sanitise"
NEEDED_EXTENSIONS = ("abbr", "attr_list", "md_in_html", "tables")
_DEFAULT_EDIT_URIS = frozenset({"edit/master/docs/", "src/default/docs/"})
_GOOGLE_FONTS = {"text": "Roboto", "code": "Roboto Mono"}
_FENCES = "pymdownx.superfences"
_SHIM = "assets/javascripts/iframe-worker.js"


def adapt(config: MkDocsConfig, tree: Tree, default: str = "") -> None:
    """Changes a loaded configuration as our pages need it; the same for our builds and for the MkDocs plugin.

    With a default version, the site gets the version selector.
    """
    config.use_directory_urls = False
    _adapt_theme(config, tree)
    _adapt_markdown(config)
    words = WORDS.get(tree.language, WORDS["en"])
    version = config.extra.get("version")
    version = version if isinstance(version, dict) else {}
    if default:
        config.extra["version"] = version = {
            "provider": "mike",
            "default": default,
            "alias": True,
            "published": True,
        } | version
    chosen = version.get("default")
    config.extra["tpo_docs"] = {
        **words,
        "default": chosen if isinstance(chosen, str) else default or DEFAULT_ALIAS,
        "published": bool(default),
    }
    polyfills = config.extra.setdefault("polyfills", [])
    if config.theme.name == "material" and not any("iframe-worker" in str(script) for script in polyfills):
        polyfills.append(_SHIM)
    config.extra_css.extend(path for path in tree.styles if path not in config.extra_css)
    scripts = {str(script) for script in config.extra_javascript}
    config.extra_javascript.extend(path for path in tree.scripts if path not in scripts)


def set_edit_links(config: MkDocsConfig, docs_dir: str) -> Callable[[File, str], None]:
    """A function that gives a page the address of its source (relative to the project root; "" for none).

    `edit_uri` points at the user's docs folder, and sources may lie elsewhere, so it is cut back to the project root.
    """
    base = docs_dir
    suffix = f"{docs_dir.strip('/')}/"
    uri = config.edit_uri
    if uri and uri.endswith(f"/{suffix}"):
        config.edit_uri, base = uri[: -len(suffix)], "."
    elif uri in _DEFAULT_EDIT_URIS:
        config.edit_uri, base = uri.removesuffix("docs/"), "."
    quoted = not config.edit_uri_template or "!q" not in config.edit_uri_template

    @cache
    def seen_from_base(folder: str) -> str:
        way = posixpath.relpath(folder or ".", base)
        return "" if way == "." else f"{way}/"

    def link(file: File, source: str) -> None:
        folder, _, name = source.rpartition("/")
        path = f"{seen_from_base(folder)}{name}" if source else None
        file.edit_uri = quote(path, safe="/~") if path and quoted else path

    return link


def user_assets(config: MkDocsConfig, folder: Path, taken: Callable[[str], bool]) -> Iterator[File]:
    """The files of the user's docs folder that the configuration names and that no tree has: styles, scripts, logo."""
    theme = config.theme
    named = [
        *config.extra_css,
        *(str(script) for script in config.extra_javascript),
        *(str(theme[key]) for key in ("logo", "favicon") if theme.get(key)),
        *config.extra_templates,
    ]
    for path in dict.fromkeys(str(name) for name in named):
        source = folder / path
        inside = not posixpath.isabs(path) and ".." not in path.split("/")
        if inside and not taken(path) and source.is_file():
            yield File(path, str(folder), config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.INCLUDED)


def _adapt_theme(config: MkDocsConfig, tree: Tree) -> None:
    theme = config.theme
    if theme.name != "material":
        return
    if theme.get("font") == _GOOGLE_FONTS:  # the theme's default, which would be loaded from Google
        theme["font"] = False
    if not any("language" in given for given in _theme_settings(config)) and tree.language != "en":
        theme["language"] = tree.language
    if str(OVERRIDES) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(OVERRIDES))
    if is_long(tree.nav):
        shorten(theme)


def _theme_settings(config: MkDocsConfig) -> Iterator[Mapping[str, Any]]:
    for given in vars(config).get("_Config__user_configs", []):
        theme = given.get("theme")
        if isinstance(theme, dict):
            yield theme


def _adapt_markdown(config: MkDocsConfig) -> None:
    names = config.markdown_extensions
    for name in (*NEEDED_EXTENSIONS, SANITISER):
        if name not in names and f"markdown.extensions.{name}" not in names:
            names.append(name)
    names.remove(SANITISER)
    names.append(SANITISER)
    if _FENCES in names:
        fences = config.mdx_configs.setdefault(_FENCES, {}).setdefault("custom_fences", [])
        if not any(fence.get("name") == "mermaid" for fence in fences):
            fences.append({"name": "mermaid", "class": "tpo-mermaid"})
