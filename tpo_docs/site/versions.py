"""The versions of a site: their names, their order, and `versions.json` in mike's format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from tpo_docs.model import natural_key
from tpo_docs.places import is_version
from tpo_docs.site.errors import SiteError

DEFAULT_ALIAS = "latest"
PAGES = "assets/tpo-pages.js"
"""The list of a version's pages."""


_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)(.*)", re.IGNORECASE | re.DOTALL)
_BEFORE_RELEASE = re.compile(
    r"[-_.]?(?:a|b|c|alpha|beta|rc|pre|preview|dev|snapshot|m)[-_.]?\d*(?![a-z])", re.IGNORECASE
)


class Version(NamedTuple):
    """One entry of `versions.json`."""

    version: str
    title: str
    aliases: tuple[str, ...] = ()
    others: Mapping[str, Any] = {}
    """`properties` and whatever else mike or its user wrote; kept as it is."""

    @property
    def hidden(self) -> bool:
        """Whether the selector leaves it out."""
        properties = self.others.get("properties")
        return isinstance(properties, dict) and bool(properties.get("hidden"))

    @property
    def audience(self) -> str:
        """For whom it was built; empty for those who see all."""
        properties = self.others.get("properties")
        return str(properties.get("audience") or "") if isinstance(properties, dict) else ""

    def with_audience(self, audience: str) -> Version:
        """The same, built for this audience."""
        if self.audience == audience:
            return self
        known = self.others.get("properties")
        properties = (
            {key: value for key, value in known.items() if key != "audience"} if isinstance(known, dict) else {}
        )
        if audience:
            properties["audience"] = audience
        others = {key: value for key, value in self.others.items() if key != "properties"}
        return self._replace(others={**others, "properties": properties} if properties else others)


def refuse_name(name: str, what: str) -> None:
    """Raises a SiteError for a name that cannot be a folder on every system and a part of every address."""
    if is_version(name):
        return
    raise SiteError(
        f"{name!r} cannot be {what}: it becomes a folder and a part of the address, so it must begin with a letter "
        "or digit, and hold only letters, digits and . _ - + ~ (no '..')"
    )


def merge(
    known: Iterable[Version], version: str, aliases: Iterable[str], title: str | None = None
) -> tuple[Version, ...]:
    """The versions after this one was published under these aliases, newest first; aliases move to it."""
    refuse_name(version, "a version")
    wanted = tuple(dict.fromkeys(aliases))
    names = {entry.version.casefold(): entry for entry in known}
    for alias in wanted:
        refuse_name(alias, "an alias")
        if alias.casefold() == version.casefold():
            raise SiteError(f"{alias!r} is the version itself and cannot be its alias too")
        if alias.casefold() in names:
            raise SiteError(f"{alias!r} is a version already, so it cannot be an alias of {version}")
    merged: list[Version] = []
    old = Version(version, version)
    for entry in names.values():
        if entry.version == version:
            old = entry
            continue
        if entry.version.casefold() == version.casefold():
            raise SiteError(f"{version!r} differs from the version {entry.version!r} only in case")
        if version.casefold() in {alias.casefold() for alias in entry.aliases}:
            raise SiteError(f"{version!r} is an alias of {entry.version} already, so it cannot be a version")
        merged.append(entry._replace(aliases=tuple(alias for alias in entry.aliases if alias not in wanted)))
    merged.append(
        old._replace(
            title=title or (old.title if old.title != old.version else version),
            aliases=tuple(dict.fromkeys((*old.aliases, *wanted))),
        )
    )
    return newest_first(merged)


def refuse_audience(known: Iterable[Version], version: str, audience: str) -> None:
    """Raises a SiteError where a site would hold versions for different readers: who may read one finds the others."""
    other = next((one for one in known if one.version != version and one.audience != audience), None)
    if other is not None:
        theirs, ours = (f"the audience {name}" if name else "those who see all" for name in (other.audience, audience))
        raise SiteError(f"the site holds {other.version} for {theirs}; publish what is for {ours} into another folder")


def for_audience(versions: Iterable[Version], version: str, audience: str) -> tuple[Version, ...]:
    """The versions with the audience of this one noted."""
    return tuple(one.with_audience(audience) if one.version == version else one for one in versions)


def newest_first(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Versions in the order of the selector: names like `dev` before numbers, a release before its candidates."""
    return tuple(sorted(versions, key=lambda entry: order(entry.version), reverse=True))


def order(version: str) -> tuple[object, ...]:
    """A sort key by which 1.10 comes after 1.9, 1.1-rc1 before 1.1, and `main` after all numbers."""
    match = _RELEASE.fullmatch(version)
    if match is None:
        return (1, natural_key(version))
    numbers = [int(number) for number in match[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    rest = match[2]
    if not rest:
        stage = 1
    else:
        stage = 0 if _BEFORE_RELEASE.match(rest) else 2
    return (0, tuple(numbers), stage, natural_key(rest), version)


def default_of(versions: Iterable[Version]) -> str | None:
    """Where the site's root leads: the alias `latest`, else the newest version."""
    entries = tuple(versions)
    if any(DEFAULT_ALIAS in entry.aliases for entry in entries):
        return DEFAULT_ALIAS
    visible = [entry for entry in entries if not entry.hidden] or list(entries)
    numbered = [entry for entry in visible if _RELEASE.fullmatch(entry.version)]
    return (numbered or visible)[0].version if visible else None


def read_versions(data: bytes | None, name: str = "versions.json") -> tuple[Version, ...]:
    """The entries of a `versions.json`; a SiteError if it is none."""
    if data is None:
        return ()
    try:
        content = json.loads(data)
        return tuple(_entry(entry) for entry in content)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SiteError(f"{name} is no list of versions as mike and tpo-docs write it: mend or remove it") from error


def _entry(entry: dict[str, Any]) -> Version:
    version = entry["version"]
    aliases = entry.get("aliases") or []
    if not isinstance(version, str) or not isinstance(aliases, list):
        raise TypeError
    refuse_name(version, "a version")
    for alias in aliases:
        refuse_name(alias, "an alias")
    others = {key: value for key, value in entry.items() if key not in {"version", "title", "aliases"}}
    return Version(version, str(entry.get("title") or version), tuple(aliases), others)


def write_versions(versions: Iterable[Version]) -> bytes:
    """The bytes of `versions.json`."""
    content = [
        {"version": entry.version, "title": entry.title, "aliases": list(entry.aliases), **entry.others}
        for entry in versions
    ]
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def versions_script(versions: Iterable[Version]) -> bytes:
    """`versions.json` as a script, which pages of a folder can load, with where the site's root leads."""
    entries = tuple(versions)
    content = {
        "default": default_of(entries),
        "entries": [
            {"version": entry.version, "title": entry.title, "aliases": entry.aliases}
            | ({"hidden": True} if entry.hidden else {})
            for entry in entries
        ],
    }
    return script("versions", content)


def pages_script(paths: Iterable[str]) -> bytes:
    """Which pages a version has, so that another version can lead to the same one: their names by folder."""
    names: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path.endswith(".html"):
            folder, _, name = path.removesuffix(".html").rpartition("/")
            names.setdefault(folder, []).append(name)
    return script("pages", names)


def script(name: str, content: object) -> bytes:
    """A value that the scripts of pages share."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return f"(window.__tpo=window.__tpo||{{}}).{name}={text};\n".encode()


_NO_ICON = '<link rel="icon" href="data:,">'  # else browsers ask the root of the server for one
GENERATOR = '<meta name="generator" content="tpo-docs">'


def redirect(target: str, *, title: str = "", note: str = "") -> bytes:
    """A page that leads elsewhere without a script; `target` is a relative address."""
    address = escape(target)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"{GENERATOR}\n{_NO_ICON}\n"
        f'<meta http-equiv="refresh" content="0; url={address}">\n'
        f'<link rel="canonical" href="{address}">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title or target)}</title>\n</head>\n<body>\n"
        f'<p><a href="{address}">{escape(note or title or target)}</a></p>\n</body>\n</html>\n'
    ).encode()


def versions_page(versions: Iterable[Version], site_name: str, language: str = "en") -> bytes:
    """A plain page of all versions: no script, no style sheet, so it works from a folder too."""
    entries = tuple(versions)
    title, order_said = _WORDS.get(language, _WORDS["en"])
    rows = "\n".join(_row(entry) for entry in entries if not entry.hidden)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"{GENERATOR}\n{_NO_ICON}\n<title>{title} – {escape(site_name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>{escape(site_name)}</h1>\n<p>{title}, {order_said}.</p>\n<ul>\n{rows}\n</ul>\n</main>\n"
        "</body>\n</html>\n"
    ).encode()


_WORDS = {"en": ("All versions", "newest first"), "de": ("Alle Versionen", "neueste zuerst")}

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;margin:0;padding:2rem 1rem}"
    "main{max-width:40rem;margin:auto}"
    "ul{list-style:none;padding:0}"
    "li{padding:.5rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    "a{font-weight:600}"
    "small{margin-left:.75rem}"
)


def _row(entry: Version) -> str:
    link = f'<a href="{entry.version}/index.html">{escape(entry.title)}</a>'
    aliases = "".join(f'<small><a href="{alias}/index.html">{escape(alias)}</a></small>' for alias in entry.aliases)
    return f"<li>{link}{aliases}</li>"
