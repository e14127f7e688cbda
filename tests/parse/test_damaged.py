"""Real files, damaged: they are judged, and the whole ones among them keep their items."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parse.reading import DEFAULT, judged
from tpo_docs import config
from tpo_docs.model import Project, Scalar, SourceFile
from tpo_docs.parse import parse

_DATA = Path(__file__).parents[1] / "data"


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _corrupted(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(1 + len(changed) // 200):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _signs(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return (
        data[:at]
        + chance.choice(
            [b"---\n", b": ", b"- ", b"[", b"{", b'"', b"\t", b"&a ", b"*a", b"|\n", b"\x00", b"\r", b"```\n"]
        )
        + data[at:]
    )


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:to] + data[at:]


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize(
    "damage", [_cut, _shuffled, _corrupted, _signs, _doubled], ids=lambda one: one.__name__.strip("_")
)
def test_damaged_files_of_the_example_are_judged(damage: Callable[[bytes, random.Random], bytes]) -> None:
    folder = Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp" / "specs"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".yml", ".csv")]
    _judge_damaged(files, folder, DEFAULT, damage, "example", every=3)


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [_cut, _shuffled, _corrupted, _signs, _doubled], ids=lambda one: one.__name__.strip("_")
)
@pytest.mark.parametrize("name", ["eips", "backlog-md"])
def test_damaged_files_of_others_are_judged(
    name: str, damage: Callable[[bytes, random.Random], bytes], shared: Path
) -> None:
    mapping = config.read((_DATA / f"{name}.yml").read_text(encoding="utf-8"), f"{name}.yml")
    folder = shared / "corpora" / name / "data"
    _judge_damaged(sorted(folder.rglob("*.md"))[::3], folder, mapping, damage, name, every=6)


def _judge_damaged(
    files: list[Path],
    folder: Path,
    configuration: config.Configuration,
    damage: Callable[[bytes, random.Random], bytes],
    seed: str,
    *,
    every: int,
) -> None:
    """Damages some of the files and judges all; the whole files keep their items."""
    chance = random.Random(f"{seed} {damage.__name__}")
    sources = []
    whole = []
    for number, path in enumerate(files):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        hurt = number % every == 0 and data
        file = SourceFile(f"specs/{name}", damage(data, chance) if hurt else data, name if path.suffix == ".md" else "")
        sources.append(file)
        if not hurt:
            whole.append(file)
    project = judged(sources, configuration).project
    ids = {item.id for item in (*project.items.values(), *project.duplicates)}
    assert {item.id for item in parse(whole, configuration).items} <= ids
    assert _places(project)


def _places(project: Project) -> bool:
    return all(
        field.line >= 1 and (not isinstance(field.value, Scalar) or field.value.line >= field.line)
        for item in project.items.values()
        for field in item.fields.values()
    )
