"""Atom feeds (RFC 4287) of what changed: one of the project, and one for each party that has said something."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from tpo_docs.model import Edition, Review
from tpo_docs.pages.changes import recent, what
from tpo_docs.places import CHANGES, Places, built, feed_path, party_changes, version_changes
from tpo_docs.proof.changes import Changes, since
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

_MOST = 50


class _Entry(NamedTuple):
    key: str
    """What names the entry for good."""
    title: str
    on: str
    author: str
    path: str
    text: str


def files(review: Review, places: Places, edition: Edition) -> Iterator[tuple[str, str]]:
    """Path and text of each feed; none where nobody has said where the site will stand, for a feed needs addresses."""
    changes = edition.changes
    if changes is None or not edition.site_url or not edition.built_on:
        return
    say = words(edition.language, review.project.configuration.site.words)
    title = f"{edition.title}: {say('Changes')}"
    yield (
        feed_path(""),
        _feed(title, feed_path(""), CHANGES, _project(review, places, edition, changes, say), places, edition),
    )
    for one in since(review.project, changes):
        page = party_changes(one.party.id)
        entries = (
            _Entry(
                f"{one.party.id}/{said.item.id}/{said.line.at}",
                f"{said.item.id} {title_text(said.item.title)}",
                edition.built_on,
                "",
                page,
                say("It has changed since you looked at it on {on}.", on=said.line.at[:10]),
            )
            for said in one.changed[:_MOST]
        )
        name = say("Changes for {party}", party=title_text(one.party.title))
        yield (
            feed_path(one.party.id),
            _feed(f"{edition.title}: {name}", feed_path(one.party.id), page, entries, places, edition),
        )


def _project(review: Review, places: Places, edition: Edition, changes: Changes, say: Words) -> Iterator[_Entry]:
    for compared in changes.compared[:1]:
        found = compared.difference
        text = say(
            "{new} new, {changed} changed, {removed} not there any more since {version}.",
            new=len(found.added),
            changed=len(found.changes),
            removed=len(found.removed),
            version=compared.version,
        )
        page = version_changes(compared.version)
        yield _Entry(
            f"version/{edition.version}", f"{edition.title} {edition.version}", edition.built_on, "", page, text
        )
    for item, entry in recent(review.project, changes)[:_MOST]:
        path, anchor = places.of(item)
        yield _Entry(
            f"{item.id}/{entry.on}/{'+'.join(name for name, _, _ in entry.fields or ())}",
            f"{item.id} {title_text(item.title)}",
            f"{entry.on}T00:00:00Z",
            entry.author,
            f"{path}#{anchor}" if anchor else path,
            what(entry, say),
        )


def _feed(title: str, path: str, page: str, entries: Iterator[_Entry], places: Places, edition: Edition) -> str:
    base = edition.site_url
    found = [_entry(entry, places, edition) for entry in entries]
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(edition.language)}>',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(_name(edition, path))}</id>",
        f"<updated>{_moment(edition.built_on)}</updated>",
        f"<author><name>{_text(edition.title or 'tpo-docs')}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(base + path)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(base + _address(page, places))}/>',
        f"<generator>{_text(edition.generator or 'tpo-docs')}</generator>",
        *dict.fromkeys(found),
        "</feed>",
    ]
    return "\n".join(parts) + "\n"


def _entry(entry: _Entry, places: Places, edition: Edition) -> str:
    author = f"<author><name>{_text(entry.author)}</name></author>" if entry.author else ""
    return (
        f"<entry><title>{_text(entry.title)}</title><id>{_text(_name(edition, entry.key))}</id>"
        f"<updated>{_moment(entry.on)}</updated>{author}"
        f'<link rel="alternate" type="text/html" href={_attribute(edition.site_url + _address(entry.path, places))}/>'
        f'<content type="text">{_text(entry.text)}</content></entry>'
    )


def _address(path: str, places: Places) -> str:
    page, mark, anchor = path.partition("#")
    return built(places.page(page)) + mark + anchor


def _name(edition: Edition, key: str) -> str:
    """A name that stays when versions come and go (RFC 4151): of the site, not of the version's folder."""
    address = urlsplit(edition.site_url)
    folder = address.path.rstrip("/").rpartition("/")[0].strip("/")
    safe = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_.+/:") else "_" for sign in f"{folder}/{key}"
    )
    return f"tag:{address.hostname or 'localhost'},2000:{safe.lstrip('/')}"


def _moment(text: str) -> str:
    """RFC 3339 with a zone."""
    if len(text) == 10:
        return f"{text}T00:00:00Z"
    return text if text.endswith("Z") or text[-6:-5] in ("+", "-") else f"{text}Z"


def _text(text: str) -> str:
    """Text without the signs that XML cannot hold."""
    return escape(
        "".join(
            sign
            for sign in text
            if sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
        ),
        quote=False,
    )


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - brings all of HTTP and TLS, which few builds need

    return quoteattr(text)
