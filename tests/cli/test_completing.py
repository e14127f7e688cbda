"""What a shell completes: ids, types, releases and parties, from the cache and without importing a command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Run
from tpo_docs.cli.app import COMMANDS
from tpo_docs.cli.completing import FIRST, FURTHER, MANY, OPTIONS, VALUED, completions
from tpo_docs.files.names import known

_FILES = """
```yaml title="parties.yml"
ann: {title: Ann}
billing: {title: Billing, kind: team}
```
```markdown title="REQ-001.md"
---
id: REQ-001
kind: functional
---
# Shares are shown
```
```markdown title="REQ-002.md"
---
id: REQ-002
---
```
```markdown title="TEST-001.md"
---
id: TEST-001
---
```
```markdown title="REL-mvp.md"
---
id: REL-mvp
kind: release
---
```
"""


@pytest.fixture
def shop(project: Path, run: Run) -> Path:
    run("list")  # fills the cache
    return project


def _found(*words: str) -> list[str] | None:
    found = completions(words[:-1], words[-1])
    return [item.value for item in found] if found is not None else None


def _documented(function: Callable[..., None]) -> Callable[..., None]:
    function.__doc__ = _FILES
    return function


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("show", ""), ["REL-mvp", "REQ-001", "REQ-002", "TEST-001", "ann", "billing"]),
        (("show", "req"), ["REQ-001", "REQ-002"]),
        (("show", "--format", "json", "REQ-002"), ["REQ-002"]),
        (("forecast", ""), ["REL-mvp"]),
        (("approve", "REQ-001", "REQ"), ["REQ-001", "REQ-002"]),
        (("approve", "REQ-001", "--as", ""), ["ann", "billing"]),
        (("plan", "--team", ""), ["billing"]),
        (("plan", "--team=b"), ["--team=billing"]),
        (("plan", "--team", "=", "b"), ["billing"]),
        (("pack", "--for", "a"), ["ann"]),
        (("new", "rel"), ["release"]),
        (("new", "story", "T", "--link", "real"), ["realizes="]),
        (("new", "story", "T", "--link", "realizes=REQ"), ["realizes=REQ-001", "realizes=REQ-002"]),
        (("new", "story", "T", "--link", "realizes", "=", "REQ"), ["REQ-001", "REQ-002"]),
        (("matrix", "goal", "verified"), ["verified_by"]),
        (("results", "record", ""), ["TEST-001"]),
        (("-C", ".", "rename", "REQ-002"), ["REQ-002"]),
        (("rename", "REQ-001", "R"), None),
        (("new", "story", ""), None),
        (("show", "--"), None),
        (("sh",), None),
        (("-C", "nowhere", "show", ""), []),
    ],
)
@_documented
def test_a_word_is_completed_to_what_the_project_has(
    shop: Path, words: tuple[str, ...], found: list[str] | None
) -> None:
    seen = _found(*words)
    assert (sorted(seen) if seen is not None else None) == found


@_documented
def test_shells_that_show_a_help_get_the_title(shop: Path) -> None:
    found = completions(["show"], "REQ-001")
    assert found is not None
    assert [item.help for item in found] == ["Shares are shown"]


@_documented
def test_what_was_removed_since_is_not_offered_and_a_broken_cache_does_no_harm(shop: Path) -> None:
    (shop / "specs" / "REQ-002.md").unlink()
    assert _found("show", "REQ") == ["REQ-001"]
    cache = shop / ".tpo-docs" / "cache" / "contents"
    cache.write_bytes(b"x\n" + cache.read_bytes()[:-40] + b"\xff\n[]\n")
    names = known(shop)
    assert names is not None
    assert "REQ-001" in [name.id for name in names]


@_documented
def test_without_a_cache_the_files_are_read(project: Path) -> None:
    assert known(project) is None
    assert _found("show", "REQ") == ["REQ-001", "REQ-002"]
    assert known(project) is not None


@_documented
def test_no_command_is_imported_for_it(shop: Path) -> None:
    code = (
        "import sys, json; from tpo_docs.cli.completing import completions; completions(['show'], 'REQ');"
        "print(json.dumps([name for name in sys.modules if name.startswith('tpo_docs.')]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=shop)
    loaded = set(json.loads(ran.stdout))
    assert not loaded & {"tpo_docs.cli.show", "tpo_docs.parse", "tpo_docs.rules", "tpo_docs.config", "tpo_docs.model"}


@pytest.mark.parametrize("profile", ["starter", "tpo"])
def test_types_are_those_of_the_profile(project: Path, profile: str) -> None:
    (project / "tpo-docs.yml").write_text(f"profile: {profile}\n", encoding="utf-8")
    assert ("epic" in (_found("new", "") or [])) == (profile == "tpo")


def _commands() -> Iterator[tuple[str, click.Command]]:
    for name, (module, _) in COMMANDS.items():
        command = import_module(f"tpo_docs.cli.{module}").command
        if isinstance(command, click.Group):
            yield from ((f"{name} {part}", some) for part, some in command.commands.items())
        else:
            yield name, command


def test_the_tables_fit_the_commands() -> None:
    """An option that takes a value and is not listed would be taken for one that does not, and its value for an id."""
    commands = dict(_commands())
    for name in {*FIRST, *FURTHER, *MANY}:
        command = commands[name]
        valued = {
            option
            for param in command.params
            if isinstance(param, click.Option) and not param.is_flag
            for option in param.opts
        }
        assert VALUED[name] | VALUED[""] == valued, name
        assert any(isinstance(param, click.Argument) for param in command.params), name
    for name, option in OPTIONS:
        assert option in VALUED[name], (name, option)
        assert option in {opt for param in commands[name].params for opt in param.opts}


def test_a_shell_is_answered(project: Path) -> None:
    """
    ```markdown title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    environment = {"COMP_WORDS": "tpo-docs show RE", "COMP_CWORD": "2", "_TPO_DOCS_COMPLETE": "bash_complete"}
    ran = subprocess.run(
        [sys.executable, "-m", "tpo_docs"],
        capture_output=True,
        text=True,
        check=True,
        env={**_path(), **environment},
    )
    assert (ran.stdout, ran.stderr) == ("plain,REQ-001\n", "")


def _path() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin"}
