"""What is read beside the files of the sources: known findings, templates, records, a tracker's export, cited files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tpo_docs import git
from tpo_docs.config import Configuration
from tpo_docs.destinations import Asked
from tpo_docs.files.history import ledger_lines
from tpo_docs.files.inputs import Inputs
from tpo_docs.files.known import known_problems
from tpo_docs.files.place import MKDOCS_NAMES, TEMPLATES
from tpo_docs.files.stores import DiskStore, Store, own_templates
from tpo_docs.model import Around, Parsed, Unread
from tpo_docs.parse import with_export, with_history
from tpo_docs.records import ledger, results
from tpo_docs.snapshots import PATH as SNAPSHOTS

_DOCS_DIR = re.compile(r"^docs_dir[ \t]*:[ \t]*[\"']?([^\"'#\n]+)", re.MULTILINE)
_CONTRACTS = (".yml", ".yaml", ".json")


class Others(NamedTuple):
    """What was read beside the files of the sources."""

    parsed: Parsed
    """With what these say, and what is wrong with them."""
    files: Mapping[str, bytes]
    """The files that were there, by path."""
    known: bytes
    """The configuration's file of known findings; empty where there is none, or another is used."""


def with_others(parsed: Parsed, inputs: Inputs, root: Path, revision: git.Revision | None, *, known: bool) -> Others:
    """The same with all that stands beside the sources: the file of `known` findings, templates, recorded days, a
    tracker's export, approvals and results."""
    store, configuration = inputs.store, inputs.configuration
    listed = b""
    for path, data in store.read([configuration.rules.known] if configuration.rules.known and known else ()):
        listed = data if isinstance(data, bytes) else b""
        parsed = replace(parsed, unread=(*parsed.unread, *known_problems(path, data, configuration)))
    templates = _templates(store, root)
    parsed = replace(parsed, unread=inputs.unread + parsed.unread + _template_problems(templates, configuration))
    recorded = _record(store, SNAPSHOTS)
    if recorded is not None:
        parsed = with_history(parsed, recorded)
    parsed, export = _exported(parsed, inputs)
    approvals = _record(store, ledger.PATH)
    parsed = ledger.with_ledger(parsed, approvals, ledger_lines(root, revision, there=approvals is not None))
    tested = _record(store, results.PATH)
    parsed = results.with_results(parsed, tested)
    read = {path: data for path, data in templates.items() if isinstance(data, bytes)}
    read.update(export)
    records = {SNAPSHOTS: recorded, ledger.PATH: approvals, results.PATH: tested}
    read |= {path: data for path, data in records.items() if data is not None}
    if listed:
        read[configuration.rules.known] = listed
    return Others(parsed, read, listed)


def looked_for(configuration: Configuration) -> Iterator[str]:
    """The records and other files of `with_others` that a project may have, there or not; no templates."""
    yield from (ledger.PATH, results.PATH, SNAPSHOTS)
    yield from filter(None, [configuration.rules.known, configuration.history.export])


def _record(store: Store, path: str) -> bytes | None:
    return next((data for _, data in store.read([path]) if isinstance(data, bytes)), None)


def _exported(parsed: Parsed, inputs: Inputs) -> tuple[Parsed, Mapping[str, bytes]]:
    """The same with the tracker's export that the configuration names, and that file."""
    options = inputs.configuration.history
    if not options.export:
        return parsed, {}
    data = next((data for _, data in inputs.store.read([options.export])), "no such file")
    if isinstance(data, bytes):
        return with_export(parsed, data, inputs.configuration), {options.export: data}
    reason = f"the tracker's export {options.export} cannot be read: {data}"
    mend = "name a file relative to this one"
    unread = Unread(inputs.configuration.path, options.line, options.column, reason, "configuration", mend=mend)
    return replace(parsed, unread=(*parsed.unread, unread)), {}


def _templates(store: Store, root: Path) -> dict[str, bytes | str]:
    """The project's own templates, as they would be used now: also a revision is shown by those of the folder."""
    if not isinstance(store, DiskStore):
        return {}
    if root == Path(__file__).resolve().parents[2]:
        return {}  # our own repository, whose templates are those that ship
    return dict(store.read(own_templates(store)))


def _template_problems(templates: Mapping[str, bytes | str], configuration: Configuration) -> tuple[Unread, ...]:
    if not templates:
        return ()
    from tpo_docs.own_templates import problems  # noqa: PLC0415 - brings Jinja, which no other check needs

    own = {path.removeprefix(f"{TEMPLATES}/"): data for path, data in templates.items()}
    return problems(own, frozenset(configuration.schema.types), TEMPLATES)


class Surroundings(NamedTuple):
    """What links in texts lead to, and all that was looked at to say it."""

    around: Around = Around()
    looked: frozenset[str] = frozenset()
    """Files and folders that were looked for, there or not."""
    read: Mapping[str, bytes] = {}
    """The files that were read."""


def linked_there(asked: Asked, store: Store, root: Path) -> Surroundings:
    """What there is of the files, folders and places on the site that links lead to."""
    if not asked.paths:
        return Surroundings()
    above = git.prefix(root).count("/")
    inside = frozenset(path for path in asked.paths if not path.startswith("../" * (above + 1)))
    read = {path: data for path, data in store.read(MKDOCS_NAMES) if isinstance(data, bytes)}
    beside = _docs_folder(next(iter(read.values()))) if read else ""
    of_docs = {posixpath.normpath(f"{beside}/{page}") + page[len(page.rstrip("/")) :]: page for page in asked.pages}
    pages = frozenset(of_docs[path] for path in store.present(of_docs)) if beside else frozenset()
    looked = frozenset((*inside, *MKDOCS_NAMES, *(of_docs if beside else ())))
    # What lies outside the repository is another's: nobody here knows what is there.
    around = Around(store.present(inside) | store.hidden(inside) | (asked.paths - inside), pages)
    return Surroundings(around, looked - read.keys(), read)


def _docs_folder(settings: bytes) -> str:
    """The docs folder that a mkdocs.yml names; empty where it lies elsewhere, or is the project's own."""
    found = _DOCS_DIR.search(settings.decode("utf-8", "replace"))
    folder = posixpath.normpath(found[1].strip() if found is not None else "docs")
    return "" if folder == "." or folder.startswith(("..", "/")) else folder


def cited_there(citations: Mapping[str, frozenset[str]], store: Store) -> tuple[frozenset[str], Mapping[str, bytes]]:
    """Of the files that items cite: those that exist, and the content of the contracts among them."""
    present = store.present(citations)
    contracts = sorted(
        path for path in present if "contract" in citations[path] and path.casefold().endswith(_CONTRACTS)
    )
    return present, {path: data for path, data in store.read(contracts) if isinstance(data, bytes)}
