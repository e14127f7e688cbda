"""How MkDocs was called by the build that a record is of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tpo_docs.quick.record import Basis, Head, Record
from tpo_docs.site.job import Job
from tpo_docs.site.tree import NavEntry, Tree


def job_of(root: Path, record: Record, head: Head, basis: Basis) -> Job:
    """The same call again, without any page."""
    job, state = basis.job, record.place.state
    nav = tuple(map(_entry, job["nav"]))
    tree = Tree((), nav, {}, job["language"], tuple(job["styles"]), tuple(job["scripts"]), head.pagefind)
    return Job(
        root,
        tree,
        state / "docs",
        state / "build",
        head.version,
        job["default"],
        root / job["mkdocs_file"] if job["mkdocs_file"] else None,
        job["site_url"],
        job["title"],
        job["epoch"],
    )


def packed(entry: NavEntry) -> list[Any]:
    """An entry of the navigation as plain values."""
    target = entry.target if isinstance(entry.target, str) else [packed(one) for one in entry.target]
    return [entry.title, target]


def _entry(values: Any) -> NavEntry:
    title, target = values
    return NavEntry(title, target if isinstance(target, str) else tuple(map(_entry, target)))
