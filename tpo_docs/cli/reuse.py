"""Which versions need no new build: their commit, this program and all around the sources are as they were.

Only in a clean working tree can that be known; in any other every version is built anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tpo_docs import git, past
from tpo_docs.edition import Order
from tpo_docs.files import WORK_FOLDER, write_text
from tpo_docs.files.program import program

_FILE = "builds.json"


def fingerprint(root: Path, commit: str, sources: Iterable[str], order: Order) -> str:
    """A name for all that a version of a commit is made of; empty where that cannot be known."""
    repository = git.find(root)
    if repository is None or git.state(repository).dirty:
        return ""
    head = git.revision(repository, "HEAD")
    if head is None:
        return ""
    folders = tuple(f"{repository.inside(source)}/" for source in sources)
    around = sorted((path, blob) for path, blob in head.blobs.items() if not path.startswith(folders))
    before = [(tag.name, tag.commit) for tag in past.earlier(root, commit)]
    made_of = [
        commit,
        program(),
        order.version,
        order.engine,
        order.strict,
        order.site_url,
        order.audience,
        around,
        before,
    ]
    return blake2b(json.dumps(made_of).encode("utf-8", "replace"), digest_size=16).hexdigest()


def is_built(root: Path, order: Order, name: str) -> bool:
    """Whether the site holds this very version under all the names asked for."""
    if not name or _read(root).get(_key(order)) != name:
        return False
    entry = _published(order.site_dir).get(order.version)
    return (
        entry is not None
        and set(order.aliases) <= set(entry)
        and (order.site_dir / order.version / "index.html").is_file()
    )


def remember(root: Path, order: Order, name: str) -> None:
    """Notes what a version was made of."""
    known = {**_read(root), _key(order): name}
    write_text(root / WORK_FOLDER / _FILE, json.dumps(known, indent=1, sort_keys=True) + "\n")


def _key(order: Order) -> str:
    return f"{order.site_dir.as_posix()}: {order.version}"


def _read(root: Path) -> dict[str, Any]:
    try:
        known = json.loads((root / WORK_FOLDER / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _published(site_dir: Path) -> dict[str, list[str]]:
    """Version → its aliases, as the selector knows them."""
    try:
        entries = json.loads((site_dir / "versions.json").read_bytes())
        return {str(entry["version"]): list(entry["aliases"]) for entry in entries}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
