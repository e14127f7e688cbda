"""Builds a staged tree with Zensical, where it is installed. Experimental: it runs neither MkDocs plugins nor hooks.

Zensical reads a configuration file, so one is derived from the user's: as YAML nodes, since tags such as
`!!python/name` and `!ENV` must arrive as they were written.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tpo_docs.site.defaults import WORDS, defaults
from tpo_docs.site.errors import SiteError
from tpo_docs.site.job import Job
from tpo_docs.site.mkdocs_adapting import NEEDED_EXTENSIONS, OVERRIDES, SANITISER
from tpo_docs.site.mkdocs_engine import PLUGIN
from tpo_docs.site.mkdocs_settings import PlainLoader
from tpo_docs.site.mkdocs_settings import settings as mkdocs_settings
from tpo_docs.site.navigation import merge_navigation, navigation
from tpo_docs.site.stage import write_beside
from tpo_docs.site.tree import pages, site_path

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"Warning: ([^\n]+)\n\s*╭─\[ (\S+) \]")
_OVERRIDDEN = ("main.html", "tpo-docs.html", "partials/javascripts/outdated.html")


def build(job: Job) -> tuple[str, ...]:
    """Builds the site into the job's target and gives back what Zensical warned of."""
    if find_spec("zensical") is None:
        raise SiteError("the engine zensical is not installed: pip install 'tpo-docs[zensical]'")
    state = job.docs.parent
    config = state / "zensical.yml"
    write_beside(config, _derived(job).encode())
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", str(config.absolute())]
    environment = os.environ | {"NO_COLOR": "1", "PYTHONUTF8": "1"}
    if job.epoch is not None:
        environment["SOURCE_DATE_EPOCH"] = str(job.epoch)
    done = subprocess.run(
        command, cwd=job.root, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    said = _COLOUR.sub("", done.stdout + done.stderr)
    if done.returncode or not (job.target / "index.html").exists():
        raise SiteError(f"zensical: {_reason(said)}")
    _write_sitemap(job)
    return tuple(dict.fromkeys(f"{place}: {text}" for text, place in _WARNING.findall(said)))


def _write_sitemap(job: Job) -> None:
    """The version selector keeps the page only if the sitemap lists the root and the page, under whatever host."""
    settings = mkdocs_settings(job.mkdocs_file)
    address = job.site_url or settings.site_url
    root = f"{address.rstrip('/')}/{job.version}/" if address else "https://site.invalid/"
    paths = ["", *(quote(site_path(file.path)) for file in pages(job.tree))]
    urls = "\n".join(f"<url><loc>{escape(root + path)}</loc></url>" for path in paths)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{namespace}">\n{urls}\n</urlset>\n'
    write_beside(job.target / "sitemap.xml", text.encode())


def _reason(said: str) -> str:
    """What went wrong: click's message, else the last line of a traceback."""
    error = re.search(r"^Error: (.*)", said, re.MULTILINE | re.DOTALL)
    if error is not None:
        return error[1]
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a site and without a word"


def _derived(job: Job) -> str:
    """The user's configuration with our places and needs in it, as YAML."""
    file = job.mkdocs_file
    settings = _read(file) if file is not None and file.is_file() else _node(defaults())
    base = file.absolute().parent if file is not None else job.root.absolute()
    if not isinstance(settings, yaml.MappingNode):
        raise SiteError(f"{file.name if file else 'mkdocs.yml'}: it is no mapping of settings")
    users_nav = _plain(_get(settings, "nav"))
    nav = merge_navigation(users_nav if isinstance(users_nav, list) else None, navigation(job.tree.nav))
    address = job.site_url or _plain(_get(settings, "site_url"))
    if not _plain(_get(settings, "site_name")):
        _put(settings, "site_name", job.title or job.root.absolute().name)
    _put(settings, "docs_dir", job.docs.name)
    _put(settings, "site_dir", job.target.name)
    _put(settings, "use_directory_urls", value=False)
    _put(
        settings, "site_url", f"{address.rstrip('/')}/{job.version}/" if isinstance(address, str) and address else None
    )
    _put(settings, "nav", nav or None)
    _extra(settings, job)
    for key, paths in (("extra_css", job.tree.styles), ("extra_javascript", job.tree.scripts)):
        _append(settings, key, paths)
    _append(settings, "markdown_extensions", NEEDED_EXTENSIONS)
    _remove(settings, "markdown_extensions", SANITISER)
    _append(settings, "markdown_extensions", (SANITISER,))
    _remove(settings, "plugins", PLUGIN)
    _theme(settings, job, base)
    return yaml.serialize(settings, Dumper=yaml.SafeDumper, allow_unicode=True)


def _extra(settings: yaml.MappingNode, job: Job) -> None:
    extra = _get(settings, "extra")
    if not isinstance(extra, yaml.MappingNode):
        extra = _mapping({})
        _set(settings, "extra", extra)
    version = _plain(_get(extra, "version"))
    version = {"provider": "mike", "default": job.default, "alias": True} | (
        version if isinstance(version, dict) else {}
    )
    chosen = version["default"] if isinstance(version["default"], str) else job.default
    words = WORDS.get(job.tree.language, WORDS["en"])
    _put(extra, "version", version)
    _put(extra, "tpo_docs", {**words, "default": chosen, "published": True})


def _theme(settings: yaml.MappingNode, job: Job, base: Path) -> None:
    theme = _get(settings, "theme")
    if not isinstance(theme, yaml.MappingNode):
        theme = _mapping({"name": theme.value if isinstance(theme, yaml.ScalarNode) else "material"})
        _set(settings, "theme", theme)
    if _get(theme, "font") is None:
        _put(theme, "font", value=False)
    if _get(theme, "language") is None and job.tree.language != "en":
        _put(theme, "language", job.tree.language)
    _remove(theme, "features", "content.action.edit")  # it knows no address of its own for a page
    custom = _plain(_get(theme, "custom_dir"))
    _put(theme, "custom_dir", _overrides(job, base / custom if isinstance(custom, str) else None))


def _overrides(job: Job, custom: Path | None) -> str:
    """One folder of overrides, since Zensical takes one: ours, and over it the user's."""
    folder = job.docs.parent / "overrides"
    shutil.rmtree(folder, ignore_errors=True)
    for name in _OVERRIDDEN:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(OVERRIDES / name, folder / name)
    if custom is not None and custom.is_dir():
        shutil.copytree(custom, folder, dirs_exist_ok=True)
    return folder.name


# ---- YAML nodes -------------------------------------------------------------------------------------------------


def _read(file: Path) -> yaml.Node:
    """A configuration with those it inherits from merged into it, as MkDocs merges them."""
    try:
        with file.open("rb") as stream:
            node = yaml.compose(stream, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise SiteError(f"{file.name}: {error}") from error
    except OSError as error:
        raise SiteError(f"{file}: {error.strerror}") from error
    if not isinstance(node, yaml.MappingNode):
        return _mapping({})
    parent = _plain(_get(node, "INHERIT"))
    if not isinstance(parent, str):
        return node
    node.value = [(key, value) for key, value in node.value if key.value != "INHERIT"]
    return _merged(_read(file.parent / parent), node)


def _merged(parent: yaml.Node, child: yaml.Node) -> yaml.Node:
    if not isinstance(parent, yaml.MappingNode) or not isinstance(child, yaml.MappingNode):
        return child
    for key, value in child.value:
        before = _get(parent, key.value)
        _set(parent, key.value, _merged(before, value) if before is not None else value)
    return parent


def _get(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _set(node: yaml.MappingNode, name: str, new: yaml.Node) -> None:
    rest = [(key, value) for key, value in node.value if key.value != name]
    node.value = [*rest, (_node(name), new)]


def _put(node: yaml.MappingNode, name: str, value: Any) -> None:
    _set(node, name, _node(value))


def _append(node: yaml.MappingNode, name: str, entries: tuple[str, ...]) -> None:
    """Adds names to a list, which may also be written as a mapping."""
    known = _get(node, name)
    if isinstance(known, yaml.MappingNode):
        known.value += [(_node(entry), _node({})) for entry in entries if _get(known, entry) is None]
        return
    if not isinstance(known, yaml.SequenceNode):
        known = yaml.SequenceNode("tag:yaml.org,2002:seq", [])
        _set(node, name, known)
    known.value += [_node(entry) for entry in entries if not any(map(_named(entry), known.value))]


def _remove(node: yaml.MappingNode, name: str, entry: str) -> None:
    known = _get(node, name)
    if isinstance(known, yaml.MappingNode):
        known.value = [(key, value) for key, value in known.value if key.value != entry]
    elif isinstance(known, yaml.SequenceNode):
        is_entry = _named(entry)
        known.value = [value for value in known.value if not is_entry(value)]


def _named(entry: str) -> Callable[[yaml.Node], bool]:
    def check(node: yaml.Node) -> bool:
        if isinstance(node, yaml.MappingNode):
            return _get(node, entry) is not None
        return bool(node.value == entry)

    return check


def _node(value: Any) -> yaml.Node:
    return yaml.representer.SafeRepresenter().represent_data(value)


def _mapping(value: dict[str, Any]) -> yaml.MappingNode:
    node = _node(value)
    assert isinstance(node, yaml.MappingNode)
    return node


def _plain(node: yaml.Node | None) -> Any:
    """A node as Python's own values, with None for what is no plain value."""
    if node is None:
        return None
    return PlainLoader("").construct_document(node)
