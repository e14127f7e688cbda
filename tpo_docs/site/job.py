"""One build by an engine: what is asked for, and what it leaves beside its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site.tree import Tree


@dataclass(frozen=True)
class Job:
    """One build: which tree, from where, to where, under which version."""

    root: Path
    tree: Tree
    docs: Path
    """The folder that holds the tree's files."""
    target: Path
    version: str
    default: str
    """The version or alias that is not outdated."""
    mkdocs_file: Path | None = None
    site_url: str | None = None
    title: str | None = None
    epoch: int | None = None


class Outcome(NamedTuple):
    """What a build leaves beside its files."""

    warnings: tuple[str, ...]
    """What MkDocs warned of."""
    digests: Mapping[str, str] = {}
    """Of built files, by path, as far as they are known."""
    scripts: Mapping[str, list[str]] = {}
    """What a content security policy must allow for each of these."""
    stubs: Mapping[str, str] = {}
    """Digests of the stubs that are written already, or stand as they would be written, by path."""
