"""Contents of files as plain values and back: nothing is lost, over real files and made-up ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from tests.body.texts import LINES as BODY
from tests.frontmatter.texts import LINES as HEAD
from tpo_docs import config, contents, files
from tpo_docs.config import Configuration
from tpo_docs.files.place import find
from tpo_docs.model import SourceFile
from tpo_docs.parse import parse_file

_ROOT = Path(__file__).parents[1]
_DATA = Path(__file__).parent / "data"


def _again(file: SourceFile, configuration: Configuration) -> None:
    content = parse_file(file, configuration)
    record = contents.pack(content, file)
    written = json.loads(json.dumps(record))
    assert written == record, file.path
    assert contents.unpack(written, file) == content, file.path


def _all_again(folder: Path, config_file: Path | None = None) -> int:
    inputs = files.read_inputs(files.DiskStore(find(folder, config_file)))
    for file in inputs.sources:
        _again(file, inputs.configuration)
    return len(inputs.sources)


@pytest.mark.parametrize("folder", [_ROOT, _ROOT / "tpo_docs" / "examples" / "erp", _ROOT / "tpo_docs" / "examples"])
def test_our_own_files_come_back_as_they_were(folder: Path) -> None:
    if (folder / "specs").is_dir():
        assert _all_again(folder) > 10


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize(("name", "least"), [("eips", 800), ("backlog-md", 100)])
def test_files_of_others_come_back_as_they_were(shared: Path, name: str, least: int) -> None:
    assert (shared / "corpora" / name).is_dir()
    assert _all_again(_DATA, _DATA / f"{name}.yml") >= least


def test_generated_files_come_back_as_they_were(tmp_path: Path) -> None:
    corpus.write(tmp_path, 300)
    assert _all_again(tmp_path) > 300


_MAPPED = """
sources:
  - path: specs
  - path: theirs
    map: {id: {field: id, format: "X-{}"}, type: {default: requirement}, links: {a: {role: supports, split: ","}}}
"""


def _file(path: str, *texts: Iterable[str]) -> SourceFile:
    return SourceFile(path, "\n".join(line for some in texts for line in some).encode("utf-8", "replace"), path)


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(HEAD, max_size=8),
    st.lists(st.sampled_from(BODY), max_size=8),
    st.sampled_from(["REQ-1.md", "a.md", "terms.yml"]),
)
@example(["id: REQ-1", "kind:", "a: {b: [c, {d: e}]}"], ["a [[REQ-2]] TBD"], "a.md")
@example(["id:   REQ-1", "supports: A-1, B-2", "acceptance:", "  AC1: a"], ["# a", "## b", " ", "## b", " "], "a.md")
@example(["defaults: {status: draft}"], ["## REQ-1 a", "```yaml item", "title: b", "```", "c", "## REQ-2", "d"], "a.md")
@example([], ["```yaml item", "## REQ-1", "```yaml item", "```", "a tpo b"], "REQ-1.md")
@example(["a: b"], [], "terms.yml")
def test_any_content_comes_back_as_it_was(head: list[str], body: list[str], path: str) -> None:
    configuration = config.read(_MAPPED, "tpo-docs.yml")
    fence = ["---"] if path.endswith(".md") else []
    _again(_file(f"specs/{path}", fence, head, fence, body), configuration)
    _again(_file(f"theirs/{path}", fence, head, fence, body)._replace(source=1), configuration)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80), st.sampled_from([b"", b"---\n", b"\xff\xfe", b"\xef\xbb\xbf---\r\n"]))
def test_any_bytes_come_back_as_they_were(data: bytes, start: bytes) -> None:
    configuration = config.default()
    for path in ("specs/REQ-1.md", "specs/terms.yml"):
        _again(SourceFile(path, start + data, "REQ-1.md"), configuration)


@pytest.mark.parametrize(
    "record", [[], [[], []], [[[]], [], []], [[], [["a"]], []], 0, "abc", {"a": 1}, [[], [], [[1]]]]
)
def test_values_of_another_shape_are_refused(record: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        contents.unpack(record, SourceFile("a.md", b"", "a.md"))
