"""The committed scripts are what frontend/ makes, speak the page's language, and reach no other host."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tpo_docs.languages import de
from tpo_docs.pages.script_words import EARLY, WORDS, all_words, early
from tpo_docs.words import words

_ROOT = Path(__file__).resolve().parent.parent
_FRONTEND = _ROOT / "frontend"
_ASSETS = _ROOT / "tpo_docs" / "assets"
_BUNDLES = ("tpo.js", "tpo-lookup.js", "tpo-explorer.js", "tpo-matrix.js", "tpo-graph.js", "tpo-diagrams.js")
_SAID = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')


def _sources() -> list[Path]:
    return sorted((_FRONTEND / "src").rglob("*.ts"), key=lambda path: path.relative_to(_FRONTEND).as_posix())


def _fingerprint() -> str:
    """The same as in frontend/build.mjs."""
    digest = hashlib.sha256()
    names = [path.relative_to(_FRONTEND).as_posix() for path in _sources()]
    for name in sorted(["build.mjs", "package-lock.json", *names]):
        digest.update(f"{name}\n".encode())
        digest.update((_FRONTEND / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@pytest.mark.parametrize("name", _BUNDLES)
def test_a_bundle_was_made_from_the_sources(name: str) -> None:
    head = (_ASSETS / name).read_text(encoding="utf-8").partition("\n")[0]
    assert _fingerprint() in head, "run make js, and commit tpo_docs/assets"


@pytest.mark.slow
def test_the_bundles_come_out_the_same_again(tmp_path: Path) -> None:
    if shutil.which("node") is None or not (_FRONTEND / "node_modules" / "esbuild").is_dir():
        pytest.skip("needs Node and `npm ci` in frontend/; the hashes above are compared all the same")
    subprocess.run(["node", "build.mjs", "--to", str(tmp_path)], cwd=_FRONTEND, check=True, timeout=120)
    for name in _BUNDLES:
        assert (tmp_path / name).read_bytes() == (_ASSETS / name).read_bytes()


def test_the_script_of_every_page_is_small() -> None:
    assert (_ASSETS / "tpo.js").stat().st_size <= 15_000


@pytest.mark.parametrize("name", _BUNDLES)
def test_a_bundle_makes_no_code_and_asks_no_host(name: str) -> None:
    text = (_ASSETS / name).read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|import\(|fetch\(|XMLHttpRequest|innerHTML|document\.write", text)
    assert set(re.findall(r"https?://[^\"'` )]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_all_that_the_scripts_say_can_be_said_in_other_languages() -> None:
    said = {text for path in _sources() for text in _SAID.findall(path.read_text(encoding="utf-8"))}
    assert sorted(said) == sorted({*EARLY, *WORDS})
    missing = [text for text in (*EARLY, *WORDS) if text not in de.TRANSLATIONS]
    assert not missing, "tpo_docs/languages/de_frontend.py lacks them"


def test_translations_come_along_only_where_they_differ() -> None:
    assert early(words("en")) == all_words(words("en")) == {}
    assert early(words("de"))["Copied"] == "Kopiert"
    assert all_words(words("de"))["Fold all"] == "Alle zuklappen"
    assert early(words("en", {"Copied": "Got it"})) == {"Copied": "Got it"}


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.relative_to(_FRONTEND).as_posix())
def test_a_text_is_never_put_together_from_words(path: Path) -> None:
    """Only whole texts can be translated: `t` is given a literal."""
    text = path.read_text(encoding="utf-8")
    calls = re.findall(r"(?<![\w.])t\((?!\s*\")([^)]*)", text)
    assert [call for call in calls if not call.startswith("text: string")] == []


def test_the_pinned_packages_name_no_registry() -> None:
    lock = json.loads((_FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in entry and entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_vendored_files_stand_in_the_table_with_their_version() -> None:
    folder = _ASSETS / "vendor"
    table = (folder / "README.md").read_text(encoding="utf-8")
    lock = json.loads((_FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    version = lock["packages"]["node_modules/cytoscape"]["version"]
    assert f"Cytoscape.js {version}" in table
    assert version in (folder / "cytoscape.min.js").read_text(encoding="utf-8")
    packed = re.search(r'"mermaid@([\d.]+)"', (_FRONTEND / "build.mjs").read_text(encoding="utf-8"))
    assert packed
    assert f"Mermaid {packed[1]}" in table
    assert packed[1] in (folder / "mermaid.min.js").read_text(encoding="utf-8")
    for path in folder.iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in table, path.name
