"""What nobody would write, and somebody does: it is judged without a traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parse.reading import judged
from tpo_docs.model import SourceFile


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\xff\xfe\x00",
        b"---",
        b"---\n",
        b"---\n---",
        b"---\n\t\n---\n",
        b"---\nid: STY-001\n",
        b"---\r\nid: STY-001\r\nstatus: ready\r\n---\r\n# x\r\n",
        b"---\nid: STY-001\nid: STY-002\n---\n",
        b"---\n&a [*a]\n---\n",
        b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c, *c]\n---\n",
        b"---\n" + b"a: " + b"[" * 500 + b"\n---\n",
        b"---\n" + b"- " * 2000 + b"x\n---\n",
        b"---\nid: " + b"x" * 1_000_000 + b"\n---\n",
        b"---\nid: STY-001\n---\n" + b"#" * 5000 + b"\n" + b"> " * 1000 + b"x\n",
        b"---\n? {a: b}\n: c\n---\n",
        b"---\n!!python/object/apply:os.system ['echo']\n---\n",
        b"---\nid: [STY-001]\ntype: {a: b}\nstatus: [x]\ntitle: {x: y}\nkind: [z]\nowner: {}\nacceptance: [[x]]\n---\n",
        b"## REQ-001 x\n```yaml item\n```\n## REQ-001 y\n```yaml item\n",
        "---\nid: ÄÖ-001\ntitle: \u202egnp\u0000\n---\n".encode(),
    ],
)
def test_strange_files_are_judged_without_a_traceback(data: bytes) -> None:
    for path in ("specs/a.md", "specs/STY-001.md", "specs/terms.yml", "specs/metrics.yml", "specs/s.csv"):
        review = judged([SourceFile(path, data, "a.md" if path.endswith(".md") else "")])
        assert all(finding.line >= 1 and finding.column >= 1 for finding in review.findings)


FRONT = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "type",
            "title",
            "status",
            "kind",
            "realizes",
            "verifies",
            "acceptance",
            "allow",
            "aliases",
            "estimate",
            "x",
        ]
    ),
    st.recursive(
        st.sampled_from(["STY-001", "REQ-001", "TEST-001/AC1", "ready", "", "5", "2027-01-01", "story", "*", "AC1 x"]),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["AC1", "rule", "until", "q"]), inner, max_size=2),
        ),
        max_leaves=5,
    ),
    max_size=6,
)
BODY = st.text(st.sampled_from("#-*`[]()<>|\n abAC1:.\\_~"), max_size=80)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(FRONT, BODY), min_size=1, max_size=3))
def test_any_front_matter_and_body_is_judged(files: list[tuple[dict[str, object], str]]) -> None:
    sources = []
    for number, (front, body) in enumerate(files):
        head = "".join(f"{name}: {json.dumps(value)}\n" for name, value in front.items())
        sources.append(SourceFile(f"specs/{number}.md", f"---\n{head}---\n{body}".encode(), f"{number}.md"))
    review = judged(sources)
    for item in review.project.items.values():
        assert item.id
        assert all(isinstance(link.target, str) for link in item.links)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_judged(data: bytes) -> None:
    judged([SourceFile("specs/a.md", b"---\nid: STY-001\n" + data, "a.md"), SourceFile("specs/terms.yml", data, "")])
