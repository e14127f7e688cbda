"""What is to be done to a site, and the journal in which it stands until it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.site.errors import SiteError
from tpo_docs.site.published import Place, There
from tpo_docs.site.stage import write_beside
from tpo_docs.site.tree import refuse_unsafe
from tpo_docs.site.versions import merge

_JOURNAL = "tpo-docs/publishing/1"


class Change(NamedTuple):
    """What is to be done to one folder."""

    put: dict[str, str]
    """Digests of the files to write, by path."""
    drop: tuple[str, ...]


class Plan(NamedTuple):
    """What is to be done to a site."""

    built: str
    version: str
    change: Change
    aliases: dict[str, Change]
    versions: str


def change_of(files: Mapping[str, str], found: There) -> Change:
    """What makes a folder as it was found hold these files, given by their digests."""
    there = found.digests
    put = {path: digest for path, digest in files.items() if there.get(path) != digest}
    # What pages load comes before the pages, and the pages before what leads to them.
    order = sorted(put, key=lambda path: (path.endswith(".html"), path.startswith("search/"), path))
    return Change({path: put[path] for path in order}, tuple(sorted(there.keys() - files.keys())))


def write_journal(place: Place, plan: Plan) -> None:
    """Writes down what is about to be done."""
    place.memory.mkdir(parents=True, exist_ok=True)
    content = {"format": _JOURNAL, "site": str(place.site.absolute()), **plan._asdict()}
    write_beside(place.journal, json.dumps(content, separators=(",", ":")).encode())


def read_journal(place: Place) -> Plan | None:
    """What has begun and not ended; None where there is nothing, or nothing of ours."""
    try:
        content = json.loads(place.journal.read_bytes())
        if content["format"] != _JOURNAL or content["site"] != str(place.site.absolute()):
            return None
        plan = Plan(
            content["built"],
            content["version"],
            Change(dict(content["change"][0]), tuple(content["change"][1])),
            {alias: Change(dict(put), tuple(drop)) for alias, (put, drop) in content["aliases"].items()},
            content["versions"],
        )
        merge((), plan.version, plan.aliases)
        for change in (plan.change, *plan.aliases.values()):
            for path in (*change.put, *change.drop):
                refuse_unsafe(path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, SiteError):
        return None
    return plan
