"""`build` and `serve`: versions of the site, from the folder and from Git."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Repo:
    run("init", str(tmp_path / "shop"))
    repo = Repo(tmp_path / "shop")
    repo.commit("Begin", on="2027-01-01T10:00:00+00:00")
    repo("tag", "v1.0")
    monkeypatch.chdir(repo.folder)
    return repo


def versions(folder: Path) -> dict[str, list[str]]:
    return {entry["version"]: entry["aliases"] for entry in json.loads((folder / "site" / "versions.json").read_text())}


def test_a_version_is_published_under_its_name_and_its_alias(shop: Repo, run: Run) -> None:
    result = run("build", "--version", "1.1", "--alias", "latest")
    assert result.status == 0
    assert re.fullmatch(r"site/1\.1 and as latest: \d+ pages, \d+ files written, 0 findings\n", result.out)
    assert versions(shop.folder) == {"1.1": ["latest"]}
    for path in ("1.1/requirements/REQ-001-pay-by-invoice.html", "latest/index.html", "index.html"):
        assert (shop.folder / "site" / path).is_file()
    assert shop("status", "--porcelain") == ""


def test_the_configuration_names_the_version(shop: Repo, run: Run) -> None:
    run("build", "--output", "public")
    assert (shop.folder / "public" / "0.1" / "index.html").is_file()


def test_the_docs_folder_of_mkdocs_comes_along_where_it_is_no_source(shop: Repo, run: Run) -> None:
    """Pages with references and their pictures, into the navigation that names them; a script only where it is named."""
    files = {
        "docs/guide/start.md": '---\ntitle: "<b>Start</b>"\nonclick: x\n---\nSee [[REQ-001]] and ![it](map.png).\n',
        "docs/guide/map.png": "png",
        "docs/unlinked.pdf": "pdf",
        "docs/evil.html": "<script>1</script>",
        "docs/tool.js": "1",
        "docs/requirements/REQ-001-pay-by-invoice.md": "# Taken\n",
        "docs/.hidden.md": "# Hidden\n",
    }
    for path, text in files.items():
        (shop.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (shop.folder / path).write_text(text)
    (shop.folder / "mkdocs.yml").write_text("site_name: Shop\nnav: [{Begin: guide/start.md}]\n")
    result = run("build", "--version", "1.1")
    assert result.status == 0
    site = shop.folder / "site" / "1.1"
    page = (site / "guide" / "start.html").read_text()
    assert "&lt;b&gt;Start&lt;/b&gt;" in page
    assert "onclick" not in page
    assert 'data-tpo-id="REQ-001" href="../requirements/REQ-001-pay-by-invoice.html">' in page
    assert 'href="guide/start.html"' in (site / "index.html").read_text()
    assert (site / "guide" / "map.png").read_text() == "png"
    assert (site / "unlinked.pdf").is_file()
    assert not any((site / path).exists() for path in ("evil.html", "tool.js", ".hidden.html"))
    assert "Taken" not in (site / "requirements" / "REQ-001-pay-by-invoice.html").read_text()
    said = "docs/requirements/REQ-001-pay-by-invoice.md is left out: another page stands at requirements/REQ-001-pay-by-invoice.md"
    assert said in result.err
    assert run("build", "--ref", "v1.0").status == 0
    assert not (shop.folder / "site" / "1.0" / "guide").exists()


def test_all_tags_are_built_without_a_checkout_and_reused(shop: Repo, run: Run, tmp_path: Path) -> None:
    story = shop.folder / "specs" / "stories" / "STY-001-choose-invoice.md"
    story.write_text(story.read_text().replace("# Choose the invoice", "# Choose the bill"), encoding="utf-8")
    shop.commit("Rename")
    shop("tag", "v1.1")
    clone = tmp_path / "clone"
    shop("clone", "-q", str(shop.folder), str(clone))
    first = run("build", "-C", str(clone), "--all-tags", "--alias", "latest")
    assert first.status == 0
    assert versions(clone) == {"1.1": ["latest"], "1.0": []}
    titles = {
        name: re.search(
            r"<h1[^>]*>(.*?)</h1>",
            (clone / "site" / name / "stories" / "STY-001-choose-invoice.html").read_text(),
            re.S,
        )
        for name in ("1.0", "1.1")
    }
    assert "invoice" in str(titles["1.0"])
    assert "bill" in str(titles["1.1"])
    again = run("build", "-C", str(clone), "--all-tags", "--alias", "latest")
    assert [line.partition(": ")[2] for line in again.out.splitlines()] == ["as it was built before"] * 2
    (clone / "mkdocs.yml").write_text((clone / "mkdocs.yml").read_text() + "\ncopyright: us\n")
    assert "as it was built before" not in run("build", "-C", str(clone), "--ref", "v1.1").out


def test_tags_from_before_the_project_are_left_out(shop: Repo, run: Run) -> None:
    shop("checkout", "-q", "--orphan", "before")
    shop("rm", "-rfq", ".")
    shop.write("readme.txt", "x")
    shop.commit("Before")
    shop("tag", "v0.1")
    shop("checkout", "-q", "main")
    result = run("build", "--all-tags")
    assert result.status == 0
    assert "v0.1 is left out: there is no tpo-docs.yml here or above" in result.err
    assert versions(shop.folder) == {"1.0": []}


def test_the_alias_goes_to_the_newest_tag_that_was_built(shop: Repo, run: Run) -> None:
    shop("tag", "v1.0#x")
    shop("rm", "-rfq", "tpo-docs.yml", "specs")
    shop.write("readme.txt", "moved away")
    shop.commit("Away")
    shop("tag", "v2.0")
    shop("checkout", "-q", "v1.0")
    result = run("build", "--all-tags", "--alias", "latest")
    assert result.status == 0
    assert result.err.count("v2.0 is left out: ") == 1
    assert "v1.0#x is left out: '1.0#x' cannot be a version" in result.err
    assert versions(shop.folder) == {"1.0": ["latest"]}


def test_the_alias_goes_past_a_tag_with_errors(shop: Repo, run: Run) -> None:
    shop.write("specs/STY-002.md", "---\nid: STY-002\ntitle: New\nrealizes: REQ-404\n---\n")
    shop.commit("Error")
    shop("tag", "v1.1")
    result = run("build", "--all-tags", "--alias", "latest", "--fail-on", "error")
    assert result.status == 1
    assert result.err.count("nothing was built of v1.1") == 1
    assert versions(shop.folder) == {"1.0": ["latest"]}


def test_the_threshold_keeps_the_site_as_it_was(shop: Repo, run: Run) -> None:
    run("build", "--version", "1.0")
    before = {path: path.read_bytes() for path in (shop.folder / "site").rglob("*") if path.is_file()}
    shop.write("specs/STY-002.md", "---\nid: STY-002\ntitle: New\nrealizes: REQ-404\n---\n")
    refused = run("build", "--version", "1.0", "--fail-on", "error")
    assert (refused.status, refused.out) == (1, "")
    assert "STY-002 realizes REQ-404, which does not exist" in refused.err
    assert refused.err.endswith("nothing was built: --fail-on error\n")
    assert {path: path.read_bytes() for path in (shop.folder / "site").rglob("*") if path.is_file()} == before
    assert run("build", "--version", "1.0").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version", "a/b"], "'a/b' cannot be a version: "),
        (["--version", "1.0", "--alias", "1.0"], "'1.0' is the version itself"),
        (["--version", "..", "--alias", "x"], "'..' cannot be a version: "),
        (["--output", "tpo-docs.yml"], "/"),
        (["--ref", "v9.9"], "Git knows no revision v9.9"),
        (["--version", "1", "--ref", "v1.0", "--ref", "main"], "--version goes with one --ref only"),
        (["--engine", "jekyll"], "invalid value for '--engine'"),
        (["--site-url", "example.org"], "--site-url: 'example.org' is no address; "),
        (["--site-url", "https://["], "--site-url: 'https://[' is no address; "),
        (["--site-url", "https://\udc80"], "--site-url: 'https://\\udc80' is no address; "),
        (["--version", "\udc80"], "'\\udc80' cannot be a version: "),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(arguments: list[str], said: str, shop: Repo, run: Run) -> None:
    status, out, err = run("build", *arguments)
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith(f"tpo-docs: {said}")
    assert not (shop.folder / "site").exists()


def test_names_are_judged_before_any_work(shop: Repo, run: Run) -> None:
    shop.write("specs/STY-002.md", "---\nid: STY-002\ntitle: New\nrealizes: REQ-404\n---\n")
    for arguments in (("--version", "a/b"), ("--alias", "a/b"), ("--site-url", "nowhere")):
        assert run("build", "--fail-on", "error", *arguments).status == 2


def test_a_site_is_not_written_into_the_sources(shop: Repo, run: Run) -> None:
    before = sorted(shop.folder.rglob("*.md"))
    status, out, err = run("build", "--output", "specs")
    assert (status, out) == (2, "")
    assert "lies in the source specs" in err
    assert sorted(shop.folder.rglob("*.md")) == before


@pytest.mark.parametrize(
    ("folder", "why"),
    [(".", "is the folder of the project"), (".git", "lies in .git"), ("records/x", "lies in records")],
)
def test_a_site_is_not_written_among_what_is_kept(folder: str, why: str, shop: Repo, run: Run) -> None:
    before = sorted(shop.folder.iterdir())
    status, out, err = run("build", "--output", folder)
    assert (status, out) == (2, "")
    assert f" {why}: a site goes into a folder of its own" in err
    assert sorted(path for path in shop.folder.iterdir() if path.name != ".tpo-docs") == before


def test_an_alias_that_is_named_twice_is_one(shop: Repo, run: Run) -> None:
    assert " and as latest: " in run("build", "--version", "1.0", "--alias", "latest", "--alias", "latest").out


def test_all_tags_without_tags_is_one_line(tmp_path: Path, run: Run) -> None:
    run("init", str(tmp_path))
    assert run("build", "-C", str(tmp_path), "--all-tags").err == (
        "tpo-docs: --all-tags: there are no tags here, and no Git repository\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_shows_the_site_follows_edits_and_ends(shop: Repo, number: signal.Signals) -> None:
    """Whoever starts it may have the keyboard's signal ignored, as a shell does for what it runs in the background."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONUNBUFFERED": "1"}
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "tpo_docs", "serve", "--port", "0"],
            cwd=shop.folder,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stderr is not None
        try:
            address = ""
            for line in process.stderr:
                found = re.search(r"http://\S+/", line)
                if found:
                    address = found[0]
                    break
            page = f"{address}requirements/REQ-001-pay-by-invoice.html"
            assert "Companies pay by invoice" in _get(page)
            file = shop.folder / "specs" / "requirements" / "REQ-001-pay-by-invoice.md"
            file.write_text(
                file.read_text().replace("Companies pay by invoice", "Companies pay later"), encoding="utf-8"
            )
            deadline = time.monotonic() + 30
            while "Companies pay later" not in _get(page):
                assert time.monotonic() < deadline, "the page did not follow the edit"
                time.sleep(0.1)
            process.send_signal(number)
            process.wait(20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert not (shop.folder / "site").exists()


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as response:
        return str(response.read().decode())


def test_a_configuration_that_is_no_yaml_changes_no_site(shop: Repo, run: Run) -> None:
    assert run("build", "--version", "1.0").status == 0
    before = (shop.folder / "site/1.0/index.html").read_bytes()
    shop.write("tpo-docs.yml", "profile: tpo\nsite: [\n")
    ran = run("build", "--version", "1.0")
    assert ran.status in (1, 2)
    assert "it is no YAML, and so nothing is built" in ran.err
    assert (shop.folder / "site/1.0/index.html").read_bytes() == before
