"""Which files on disk the links in texts lead to; and whatever is edited, a check from the cache finds what a clean one does."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.folders import write
from tests.running import run_here
from tpo_docs import files
from tpo_docs.files.memory import question

_HEAD = "---\nid: REQ-001\ntitle: A\nkind: functional\n---\nThe system shall split.\n\n"
_MKDOCS = "site_name: X\ndocs_dir: 'handbook'  # as ever\n"
_TEXTS = {
    "../README.md": "# Readme\n",
    "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\nsources: [{path: specs, exclude: [drafts]}]\n",
    "mkdocs.yml": _MKDOCS,
    "handbook/guide/start.md": "# Start\n",
    "handbook/logo.svg": "<svg/>",
    "src/main.py": "",
    ".github/check.yml": "",
    "specs/drafts/idea.md": "# Idea\n",
    "specs/img/Split.png": "",
    "specs/area/deep/a.png": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a repository."""
    write(tmp_path / "repository" / "project", _TEXTS)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "secret.md").write_text("", encoding="utf-8")
    return tmp_path / "repository" / "project"


def _found(project: Path, written: str, ref: str = "") -> list[str]:
    (project / "specs" / "REQ-001.md").write_text(_HEAD + written + "\n", encoding="utf-8")
    review = files.load(project, ref=ref).review
    return [finding.message for finding in review.findings if finding.code == "TPO207"]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "img/Split.png",
            "img/%53plit.png",
            "../src/main.py",
            "../src",
            "../src/",
            "../.github/check.yml",
            "drafts/idea.md",
        ),
        *(
            "../tpo-docs.yml",
            "../../README.md#whatever",
            "../..",
            "guide/start.md#whatever",
            "guide/start.html",
            "logo.svg",
        ),
        *("../../../secret.md", "../../../nothing.md", "../../../../../etc/nothing", "../handbook/guide/start.md"),
    ],
)
def test_a_link_to_what_is_there_or_is_not_ours_is_left_alone(project: Path, address: str) -> None:
    assert _found(project, f"[a]({address})") == []


@pytest.mark.parametrize(
    "address",
    [
        *("img/split.png", "IMG/Split.png", "../SRC/main.py", "../src/main", "../../readme.md", "guide/Start.md"),
        *("guide/stop.md", "../.github/none.yml", "../..README.md", "img/Split.png/a.md", "x" * 300),
    ],
)
def test_a_link_to_what_is_not_there_is_found(project: Path, address: str) -> None:
    assert _found(project, f"[a]({address})") == [f"the text of REQ-001 links to {address}, which does not exist"]


def test_a_folder_of_ours_without_a_page_is_found(project: Path) -> None:
    lack = "which has no index.md and no README.md"
    assert _found(project, "[a](area/) [b](img)") == [
        f"the text of REQ-001 links to the folder area/, {lack}",
        f"the text of REQ-001 links to the folder img, {lack}",
    ]


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="no symbolic links here")
def test_links_of_the_disk_are_followed(project: Path) -> None:
    (project / "specs" / "pictures").symlink_to("area", target_is_directory=True)
    (project / "specs" / "gone.md").symlink_to("nowhere.md")
    (project / "specs" / "loop").symlink_to("loop")
    assert _found(project, "[a](pictures/deep/a.png) [b](loop) [c](gone.md)") == [
        "the text of REQ-001 links to loop, which does not exist",
        "the text of REQ-001 links to gone.md, which does not exist",
    ]


@pytest.mark.parametrize(
    ("settings_text", "count"),
    [(_MKDOCS, 0), ("docs_dir: handbook\n", 0), ("site_name: X\n", 1), ("docs_dir: ../x\n", 1), ("\xff: [", 1)],
)
def test_the_docs_folder_of_mkdocs_is_the_one_that_it_names(project: Path, settings_text: str, count: int) -> None:
    (project / "mkdocs.yml").write_text(settings_text, encoding="latin-1")
    assert len(_found(project, "[a](guide/start.md)")) == count


def test_nobody_knows_the_anchors_of_pages_that_a_project_makes_by_templates(project: Path) -> None:
    assert len(_found(project, "[a](#own)")) == 1
    write(project, {"templates/pages/item.md.j2": '<a id="own"></a>{{ view.title }}\n'})
    assert _found(project, "[a](#own)") == []


def test_a_file_like_the_one_that_is_missing_is_named(project: Path) -> None:
    (project / "specs" / "REQ-001.md").write_text(_HEAD + "![a](img/Splt.png)\n", encoding="utf-8")
    mends = [finding.mend for finding in files.load(project).review.findings if finding.code == "TPO207"]
    assert mends == ["write `img/Split.png`"]


def test_of_a_revision_the_same_is_found(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {path: text for path, text in _TEXTS.items() if not path.startswith("..")})
    written = (
        "[a](img/Split.png) [b](img/split.png) [c](../src) [d](area/) [e](../none/) [f](guide/start.md) [g](s/x.png)"
    )
    (root / "specs" / "s").symlink_to("../src", target_is_directory=True)
    (root / "specs" / "REQ-001.md").write_text(_HEAD + written + "\n", encoding="utf-8")
    for arguments in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"),
    ):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    then = _found(root, written, "HEAD")
    assert then == [
        "the text of REQ-001 links to img/split.png, which does not exist",
        "the text of REQ-001 links to the folder area/, which has no index.md and no README.md",
        "the text of REQ-001 links to ../none/, which does not exist",
    ]  # of `s`, a link to a folder, a commit does not say what is in it
    assert _found(root, written) == [*then, "the text of REQ-001 links to s/x.png, which does not exist"]


# ---- from the cache ---------------------------------------------------------------------------------------------

_PAGES = ("REQ-001", "REQ-002", "STY-001", "guide")
_BODY = "The system shall split.\n\n## Leased wells\n\nSee [one](REQ-002.md#leased-wells), ![two](img/a.png).\n"
_SMALL = {
    "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\nrules: {ramp: {draft: [1]}}\n",
    "mkdocs.yml": "site_name: X\n",
    "docs/more.md": "# More\n",
    "specs/REQ-001.md": f"---\nid: REQ-001\ntitle: A\nstatus: approved\nkind: functional\n---\n{_BODY}",
    "specs/REQ-002.md": f"---\nid: REQ-002\ntitle: B\nstatus: draft\n---\n{_BODY}",
    "specs/STY-001.md": "---\nid: STY-001\ntitle: C\nrealizes: REQ-001\n---\nWords.\n\n[more](more.md) [b](img/b.png)\n",
    "specs/guide.md": "# Guide\n\n[a](REQ-001.md#leased-wells) [b](sub/) [c][d]\n\n[d]: ../src/x.py\n",
}
_LINES = (
    *("words", "more **words**", "[a](REQ-002.md#leased-wells)", "[a](REQ-02.md)", "![a](img/a.png)", "[a](img/B.png)"),
    *(
        "[a](sub)",
        "[a](../src/x.py)",
        "[a](more.md)",
        "## Leased wells",
        "# Leased wells",
        "- # Owned",
        "<a id=owned></a>",
    ),
    *("[a](guide.md#owned)", "[a](#guide)", "`[a](x.md)`", "<!--", "-->", "[d]: x.md", "[d]", "```", "[a](new.md)"),
)
_HEADS = (
    *(
        "status: approved",
        "status: draft",
        "status: rejected",
        "title: D",
        "owner: x",
        "kind: quality",
        "aliases: [X-1]",
    ),
    *("allow: [{rule: TPO207, reason: so}]", "realizes: REQ-002", "supports: GOAL-1"),
)
_OTHERS = ("img/a.png", "img/b.png", "sub/index.md", "sub/README.md", "../src/x.py", "new.md", "../docs/more.md")
_SETTINGS = ("site_name: X\n", "docs_dir: handbook\n", None)
_EDITS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(_PAGES), st.integers(0, 9), st.sampled_from(_LINES)),
    st.tuples(st.just("drop"), st.sampled_from(_PAGES), st.integers(0, 9), st.just("")),
    st.tuples(st.just("set"), st.sampled_from(_PAGES[:3]), st.just(0), st.sampled_from(_HEADS)),
    st.tuples(st.just("switch"), st.sampled_from(_OTHERS), st.just(0), st.just("")),
    st.tuples(st.just("settings"), st.just(""), st.sampled_from(range(len(_SETTINGS))), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(_PAGES), st.just(0), st.just("")),
)


def _edit(root: Path, kind: str, name: str, where: int, what: str) -> None:
    page = root / "specs" / f"{name}.md"
    if kind == "switch":
        file = root / "specs" / name
        if file.exists():
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("# New\n", encoding="utf-8")
    elif kind == "settings":
        settings_text = _SETTINGS[where]
        if settings_text is None:
            (root / "mkdocs.yml").unlink(missing_ok=True)
        else:
            (root / "mkdocs.yml").write_text(settings_text, encoding="utf-8")
    elif not page.exists():
        return
    elif kind == "rename":
        page.rename(page.with_name(f"{name}-moved.md"))
    else:
        lines = page.read_text(encoding="utf-8").split("\n")
        start = lines.index("---", 1) + 1 if lines[0] == "---" else 0
        at = min(start + where, len(lines) - 1)
        if kind == "add":
            lines.insert(at, what)
        elif kind == "set":
            lines = [line for line in lines if line.partition(":")[0] != what.partition(":")[0]]
            lines.insert(1, what)
        elif at >= start:
            del lines[at]
        page.write_text("\n".join(lines), encoding="utf-8")


def _assert_same(root: Path) -> None:
    at = ("-C", str(root), "check", "--format", "json")
    clean = run_here(*at, "--no-cache")
    assert run_here(*at) == clean  # from what was remembered, where it holds
    findings = files.load(root).review.findings
    assert files.load(root, remember=True, question=question()).review.findings == findings
    assert run_here(*at) == clean


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_EDITS, min_size=1, max_size=4))
def test_after_any_edits_of_links_and_files_a_check_from_the_cache_is_a_clean_one(
    tmp_path: Path, edits: list[tuple[str, str, int, str]]
) -> None:
    root = tmp_path / "project"
    shutil.rmtree(root, ignore_errors=True)
    write(root, _SMALL)
    run_here("-C", str(root), "check")
    for edit in edits:
        _edit(root, *edit)
        _assert_same(root)
