"""A generated project of any size: requirements, stories, specifications and tests, the same bytes for the same seed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

_WORDS = [
    "account",
    "action",
    "address",
    "agent",
    "alert",
    "amount",
    "archive",
    "audit",
    "balance",
    "batch",
    "browser",
    "buffer",
    "cache",
    "caller",
    "change",
    "channel",
    "client",
    "column",
    "command",
    "commit",
    "config",
    "consumer",
    "context",
    "control",
    "copy",
    "counter",
    "customer",
    "cycle",
    "data",
    "date",
    "default",
    "delay",
    "detail",
    "device",
    "digest",
    "document",
    "domain",
    "draft",
    "driver",
    "edge",
    "editor",
    "email",
    "engine",
    "entry",
    "error",
    "event",
    "export",
    "factor",
    "feature",
    "field",
    "filter",
    "flow",
    "folder",
    "format",
    "gateway",
    "group",
    "handler",
    "header",
    "history",
    "host",
    "image",
    "import",
    "index",
    "input",
    "invoice",
    "item",
    "job",
    "journal",
    "key",
    "label",
    "latency",
    "layer",
    "ledger",
    "level",
    "limit",
    "line",
    "link",
    "list",
    "locale",
    "lock",
    "log",
    "market",
    "memory",
    "merge",
    "message",
    "method",
    "office",
    "operator",
    "option",
    "order",
    "output",
    "owner",
    "package",
    "page",
    "partner",
    "path",
    "payment",
    "period",
    "plan",
    "policy",
    "portal",
    "price",
    "process",
]
_VERBS = [
    "accept",
    "apply",
    "archive",
    "block",
    "cancel",
    "check",
    "close",
    "compute",
    "confirm",
    "copy",
    "create",
    "delete",
    "deliver",
    "export",
    "filter",
    "hold",
]
_TEAMS = tuple(f"team-{name}" for name in ("billing", "sync", "analytics", "rollout", "platform", "security"))
_LAYERS = (("requirement", "REQ", 0.1), ("story", "STY", 0.3), ("spec", "SPEC", 0.4), ("test", "TEST", 0.2))
_STATUS = {
    "requirement": ("draft", "proposed", "approved"),
    "story": ("idea", "refining", "ready", "in-progress", "done"),
    "spec": ("draft", "in-review", "agreed", "implemented"),
    "test": ("draft", "active"),
}
_PER_FOLDER = 500


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Writes a project of `count` items: about 14 lines of front matter and 130 words of body each."""
    random_ = random.Random(seed * 1_000_003 + count)
    ids = {
        name: [f"{prefix}-{number:05d}" for number in range(1, max(1, round(count * share)) + 1)]
        for name, prefix, share in _LAYERS
    }
    specs = folder / "specs"
    for name, _, _ in _LAYERS:
        for number, item_id in enumerate(ids[name]):
            target = specs / f"{name}s" / f"{number // _PER_FOLDER:03d}"
            if number % _PER_FOLDER == 0:
                target.mkdir(parents=True, exist_ok=True)
            (target / f"{item_id}.md").write_text(_item(random_, name, item_id, ids), encoding="utf-8")
    specs.joinpath("parties.yml").write_text(
        "".join(f"{team}: {{title: {team}, kind: team}}\n" for team in _TEAMS)
        + "clerk: {title: Clerk, kind: persona}\n",
        encoding="utf-8",
    )
    releases = specs / "releases"
    releases.mkdir(exist_ok=True)
    for year in (1, 2, 3, 4):
        text = f"---\nid: REL-{year}\ntitle: Release {year}\nkind: release\nstatus: planned\nowner: team-billing\ntarget: 203{year}-06-30\n---\nRelease {year}.\n"
        (releases / f"REL-{year}.md").write_text(text, encoding="utf-8")
    (folder / "tpo-docs.yml").write_text(
        "profile: tpo\ntoday: 2027-03-01\nversion: '1.0'\nsite: {search: theme}\n", encoding="utf-8"
    )
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (specs / "index.md").write_text("# Benchmark\n\nA generated project.\n", encoding="utf-8")


MKDOCS = """\
site_name: Benchmark
docs_dir: specs
site_dir: .tpo-docs/site
use_directory_urls: false
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, pymdownx.details, pymdownx.superfences, {toc: {permalink: true}}]
validation: {omitted_files: info}
nav: [{Home: index.md}]
"""
"""Plain MkDocs-Material over the same files: navigation of landing pages only, a Material project's usual extensions."""


def _item(random_: random.Random, name: str, item_id: str, ids: dict[str, list[str]]) -> str:
    lines = [
        "---",
        f"id: {item_id}",
        f"title: {random_.choice(_VERBS).capitalize()} the {random_.choice(_WORDS)} before the {random_.choice(_WORDS)} {random_.choice(_WORDS)}",
        f"status: {random_.choice(_STATUS[name])}",
        f"priority: {random_.choice(('must', 'should', 'could', 'wont'))}",
        f"owner: {random_.choice(_TEAMS)}",
    ]
    if name == "requirement":
        lines += ["kind: functional", "rationale: The old way costs too much time", "source: clerk"]
    elif name == "story":
        lines += [
            "kind: user",
            "as: clerk",
            f"want: {random_.choice(_VERBS)} a {random_.choice(_WORDS)}",
            f"so_that: the {random_.choice(_WORDS)} is right",
            f"estimate: {random_.choice((1, 2, 3, 5, 8))}",
            f"realizes: [{', '.join(_pick(random_, ids['requirement'], 2))}]",
            f"release: REL-{random_.randint(1, 4)}",
            "score: {value: 8, urgency: 5, enables: 3}",
        ]
    elif name == "spec":
        lines += ["kind: component", f"specifies: [{', '.join(_pick(random_, ids['story'], 2))}]"]
    else:
        stories = _pick(random_, ids["story"], 3)
        lines += ["kind: automated", "verifies:", *(f"  - {story}/AC{random_.randint(1, 2)}" for story in stories)]
    lines += [f"tags: [{', '.join(random_.sample(_WORDS, 2))}]", "---", f"# {item_id} as written", ""]
    lines.append(" ".join(_sentence(random_) for _ in range(4)))
    lines += ["", "**Conditions:**", "", *(f"- {_sentence(random_)}" for _ in range(3)), ""]
    if name == "story":
        lines += [
            "## Acceptance criteria",
            "",
            *(
                f"- **AC{number}** Given a {random_.choice(_WORDS)}, when it is closed, then {_sentence(random_).lower()}"
                for number in (1, 2)
            ),
            "",
        ]
    if name == "spec" and random_.random() < 0.25:
        lines += [f"See also [[{random_.choice(ids['requirement'])}]].", ""]
    lines += [" ".join(_sentence(random_) for _ in range(3)), ""]
    return "\n".join(lines)


def _pick(random_: random.Random, ids: list[str], most: int) -> list[str]:
    return sorted(set(random_.choices(ids, k=random_.randint(1, most))))


def _sentence(random_: random.Random) -> str:
    words = ["The", random_.choice(_WORDS), "shall", random_.choice(_VERBS)]
    while len(words) < 12:
        words += ["the", random_.choice(_WORDS)]
        if random_.random() < 0.3:
            words += ["and", random_.choice(_VERBS)]
    return " ".join(words) + "."


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
