"""A small project whose site is built the quick way where that can be, and anew from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.untraced import untraced
from tpo_docs import files
from tpo_docs.edition import Order, publish
from tpo_docs.files import load
from tpo_docs.files.memory import question
from tpo_docs.quick.again import Told, again

ASKED = "a build as ever"

TEXTS = {
    "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\nsite: {search: theme}\n",
    "mkdocs.yml": (
        "site_name: X\ntheme: {name: material, font: false}\nplugins: [search]\nnav: [{Home: index.md}]\n"
        "markdown_extensions: [admonition, pymdownx.superfences, {toc: {permalink: true}}]\n"
    ),
    "specs/parties.yml": "clerk: {title: Clerk, kind: persona}\nteam-a: {title: Team A, kind: team}\n",
    "specs/terms.yml": "well: {title: oil well, definition: A hole in the ground., forms: [oil wells]}\n",
    "specs/GOAL-1.md": "---\nid: GOAL-1\ntitle: Less work\nowner: team-a\n---\nPeople do less.\n\nMuch less.\n",
    "specs/REQ-1.md": (
        "---\nid: REQ-1\ntitle: Costs of a well\nsupports: GOAL-1\nkind: functional\n---\nThe oil well has costs.\n\n"
        "They are *shown* to all.\n\n- Every day\n- With `code` in it\n\n## Notes\n\nAs it was said, see [[GOAL-1]] and [[STY-1]].\n"
    ),
    "specs/STY-1.md": (
        "---\nid: STY-1\ntitle: See costs\nrealizes: REQ-1\nas: clerk\nwant: see [[REQ-1]]\n---\nSome words of a story.\n\n"
        "## Acceptance criteria\n\n- **AC1** Given a well, when asked, then costs.\n\nIt should be done so.\n"
    ),
    "specs/SPEC-1.md": "---\nid: SPEC-1\ntitle: Table\nrefines: STY-1\n---\nSee [[STY-1]] and [[GONE-1]].\n\nMore [there](REQ-1.md).\n",
    "specs/TEST-1.md": "---\nid: TEST-1\ntitle: Try\nverifies: STY-1/AC1\n---\nTry it.\n",
    "specs/many.md": (
        "---\ntype: risk\n---\n# Risks\n\n## RISK-1 Late\n```yaml item\nkind: risk\nthreatens: REQ-1\n```\nIt is late.\n\n"
        "## RISK-2 Dear\n```yaml item\nkind: risk\n```\nIt costs.\n"
    ),
    "specs/guide.md": "# Guide\n\nRead [[REQ-1]].\n\n```tpo items\nquery: type:requirement\n```\n",
}


def write(root: Path) -> Path:
    """The project, written into a folder."""
    for name, text in TEXTS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def quickly(root: Path, say: Callable[[str], None] = lambda _: None, asked: str = ASKED) -> Told | None:
    """The site brought up to date the quick way; None where it steps aside."""
    return again(files.find(root), root / "site", asked, say)


def build(root: Path, asked: str = ASKED) -> Told | None:
    """The site brought up to date in either way; what the quick one says."""
    said: list[str] = []
    told = quickly(root, said.append, asked)
    if told is None:
        loaded = load(root, remember=True, question=question())
        order = Order("1.0", ("latest",), root / "site", commands="tpo-docs build", asked=asked)
        publish(loaded, order, said.append)
    return told


def site(root: Path) -> dict[str, bytes]:
    """All files of the site."""
    folder = root / "site"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def clean(root: Path, elsewhere: Path) -> dict[str, bytes]:
    """All files of the site of the same project, built from nothing."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(root, elsewhere / root.name, ignore=shutil.ignore_patterns(".tpo-docs", "site"), symlinks=True)
    with untraced():
        build(elsewhere / root.name, "")
    return site(elsewhere / root.name)


def differences(ours: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """The files that differ, for a message that can be read."""
    return sorted(path for path in ours.keys() | others.keys() if ours.get(path) != others.get(path))
