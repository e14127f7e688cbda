"""What a shell may complete a word to: ids, types, releases, parties. No command is imported for it.

Commands, options and choices are click's own business; what stands here is which argument or option takes the name of
what. A test compares these tables with the commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from click.shell_completion import CompletionItem

from tpo_docs.files.names import Name, known
from tpo_docs.files.place import ProjectError, find
from tpo_docs.profile import LINKS, STARTER, TYPES

FIRST = {
    "show": "item",
    "forecast": "release",
    "accept": "item",
    "rename": "item",
    "new": "type",
    "schema": "type",
    "matrix": "type",
}
"""What a command's first argument names."""
FURTHER = {"matrix": "end"}
"""What its second argument names."""
MANY = {"approve": "item", "pack": "item", "renumber": "item", "results record": "test"}
"""What all arguments of a command name."""
OPTIONS = {
    ("plan", "--release"): "release",
    ("plan", "--team"): "team",
    ("pack", "--release"): "release",
    ("pack", "--for"): "party",
    ("approve", "--as"): "party",
    ("accept", "--as"): "party",
    ("accept", "--from"): "item",
    ("accept", "--role"): "role",
    ("new", "--link"): "link",
}
"""What the value of an option names."""
VALUED = {
    "": frozenset(("-C", "--config", "--today")),
    "show": frozenset(("--format", "--output")),
    "forecast": frozenset(("--format", "--output")),
    "accept": frozenset(("--role", "--from", "--as", "--reason")),
    "rename": frozenset[str](),
    "new": frozenset(("--set", "--link", "--folder")),
    "schema": frozenset(("--output",)),
    "matrix": frozenset(("--format", "--output", "--audience")),
    "approve": frozenset(("--as", "--verdict", "--comment", "--editorial")),
    "pack": frozenset(("--for", "--release", "--format", "--output", "--audience")),
    "renumber": frozenset(("--base",)),
    "plan": frozenset(("--release", "--team", "--format", "--output")),
    "results record": frozenset(("--result", "--comment", "--commit", "--environment", "--at")),
}
"""The options of a command that are followed by a value; those of the empty name are of all."""
_GROUPS = ("results",)


class _Line(NamedTuple):
    """What the words before the one in question say."""

    command: str = ""
    given: int = 0
    """How many arguments the command has already."""
    waits: str = ""
    """An option whose value comes next."""
    folder: str = ""
    config: str = ""


def completions(words: Sequence[str], begun: str) -> list[CompletionItem] | None:
    """What the word that begins so may be behind these words; None where click knows better."""
    before, apart = _together(words)
    line = _line(before)
    text = apart + begun
    option, equals, value = text.partition("=") if text.startswith("--") else ("", "", text)
    kind = _kind(line if not equals else line._replace(waits=option), value)
    if not kind or (option and not equals):
        return None
    start = f"{option}=" if equals else ""
    if kind == "link":
        role, named, value = value.rpartition("=")
        kind, start = ("item", f"{start}{role}=") if named else ("role=", start)
    root = _root(line)
    found = _names(kind, root) if root is not None else ()
    return [
        CompletionItem(f"{start}{name}"[len(apart) :], help=title or None)
        for name, title in found
        if name.casefold().startswith(value.casefold())
    ]


def _together(words: Sequence[str]) -> tuple[list[str], str]:
    """The words with those made one again that bash takes apart at `=`; and what of the last one is already there."""
    made: list[str] = []
    for place, word in enumerate(words):
        if made and (word == "=" or (place > 1 and words[place - 1] == "=")):
            made[-1] += word
        else:
            made.append(word)
    return (made[:-1], made[-1]) if made and words[-1] == "=" else (made, "")


def _line(words: Sequence[str]) -> _Line:
    line = _Line()
    for text in words:
        if line.waits:
            folder, config = {"-C": (text, line.config), "--config": (line.folder, text)}.get(
                line.waits, (line.folder, line.config)
            )
            line = line._replace(waits="", folder=folder, config=config)
        elif text in VALUED[""] or text in VALUED.get(line.command, ()):
            line = line._replace(waits=text)
        elif text.startswith("-") and text != "-":
            continue
        elif not line.command or line.command in _GROUPS:
            line = line._replace(command=f"{line.command} {text}".strip())
        else:
            line = line._replace(given=line.given + 1)
    return line


def _kind(line: _Line, begun: str) -> str:
    """What the next word names; empty where it is nothing of the project."""
    if line.waits:
        return OPTIONS.get((line.command, line.waits), "")
    if begun.startswith("-"):
        return ""
    return MANY.get(line.command) or (FIRST if line.given == 0 else FURTHER if line.given == 1 else {}).get(
        line.command, ""
    )


def _root(line: _Line) -> Path | None:
    try:
        return find(Path(line.folder or "."), Path(line.config) if line.config else None).root
    except ProjectError:
        return None


def _names(kind: str, root: Path) -> Iterator[tuple[str, str]]:
    """The names of a kind with what is shown beside them."""
    if kind in ("role", "role="):
        yield from ((f"{name}=" if kind == "role=" else name, "") for name in LINKS)
        return
    items = known(root)
    if kind in ("type", "end"):
        yield from ((name, "") for name in _types(root, items or ()))
        if kind == "end":
            yield from ((name, "") for name in _roles())
        return
    for item in items if items is not None else _read(root):
        if kind in ("item", item.type) or (kind == "team" and (item.type, item.kind) == ("party", "team")):
            yield item.id, item.title


def _types(root: Path, items: Sequence[Name]) -> Iterator[str]:
    """The types of the profile, and those that items have besides."""
    config = find(root).config
    try:
        text = config.read_text("utf-8", "replace") if config is not None else ""
    except OSError:
        text = ""
    starter = re.search(r"^profile:\s*[\"']?starter\b", text, re.MULTILINE) is not None
    yield from dict.fromkeys((*(STARTER if starter else TYPES), *(item.type for item in items)))


def _roles() -> Iterator[str]:
    for name, link in LINKS.items():
        yield name
        if isinstance(link, dict) and isinstance(link.get("inverse"), str):
            yield link["inverse"]


def _read(root: Path) -> list[Name]:
    """The names read from the files, where nothing has read them before: once, since that fills the cache."""
    from tpo_docs import files  # noqa: PLC0415 - all that reading takes, not needed where there is a cache

    try:
        items = files.load(root, remember=True).project.items.values()
    except ProjectError:
        return []
    return [Name(item.id, item.type, item.title, item.kind) for item in items]
