"""The command line as a whole: help, wrong use, the terminal, the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tpo_docs import __version__
from tpo_docs.cli.app import COMMANDS

_PROGRAM = [sys.executable, "-m", "tpo_docs"]


def process(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own."""
    return subprocess.run(
        [*_PROGRAM, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **environment},
    )


def test_the_version(run: Run) -> None:
    assert run("--version") == (0, f"tpo-docs {__version__}\n", "")


def test_help_lists_every_command_with_one_line(run: Run) -> None:
    for arguments in ((), ("--help",), ("-h",)):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        for name, (_, text) in COMMANDS.items():
            assert f"  {name.ljust(max(map(len, COMMANDS)))}  {text}\n" in out
            # A terminal of 80 columns leaves Click two fewer than its test runner does.
            assert len(f"  {name.ljust(max(map(len, COMMANDS)))}  {text}") <= 78


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_eighty_columns_and_has_examples(name: str, run: Run) -> None:
    status, out, _ = run(*filter(None, [name]), "--help")
    assert status == 0
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "Examples:\n" in out
    assert "-C DIR" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command 'chek'; did you mean 'check'? (see 'tpo-docs --help')"),
        (["qqqq"], "there is no command 'qqqq' (see 'tpo-docs --help')"),
        (["check", "--formt", "x"], "no such option '--formt'. Did you mean '--format'? (see 'tpo-docs check --help')"),
        (["--verion"], "no such option '--verion'. Did you mean '--version'? (see 'tpo-docs --help')"),
        (["check", "extra"], "got unexpected extra argument (extra) (see 'tpo-docs check --help')"),
        (["show"], "missing argument 'ID' (see 'tpo-docs show --help')"),
        (["check", "--today", "soon"], "--today: 'soon' is no date; write it as YYYY-MM-DD"),
        (["--today", "2027-02-30", "list"], "--today: '2027-02-30' is no date; write it as YYYY-MM-DD"),
        (["check", "-C", "none"], "there is no folder none"),
        (["check", "--config", "none.yml"], "there is no configuration none.yml"),
        (["check", "--config", ".."], "there is no configuration .."),
        (["check", "-C", "x" * 300], f"a name is too long: {'x' * 60}…"),
        (["check", "--ref", ""], "--ref is empty; give it a value, or leave it out (see 'tpo-docs check --help')"),
        (["report", "--base", ""], "--base is empty; give it a value (see 'tpo-docs report --help')"),
        (
            ["build", "--ref", "v1", "--ref", ""],
            "--ref is empty; give it a value, or leave it out (see 'tpo-docs build --help')",
        ),
        (["--today", "", "list"], "--today is empty; give it a value, or leave it out (see 'tpo-docs --help')"),
        (["list", "--output", ""], "--output is empty; give it a value, or leave it out (see 'tpo-docs list --help')"),
        (["check"], "there is no tpo-docs.yml here or above, and no folder specs/; `tpo-docs init` makes both"),
    ],
)
def test_wrong_use_is_one_line_and_status_two(arguments: list[str], said: str, project: Path, run: Run) -> None:
    """"""
    assert run(*arguments) == (2, "", f"tpo-docs: {said}\n")


def test_the_project_may_be_named_before_the_command_or_after_it(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    ---
    ```
    """
    monkeypatch.chdir("/")
    expected = "id,title\nREQ-001,Split\n"
    for arguments in (["-C", str(project), "list"], ["list", "-C", str(project)]):
        assert run(*arguments, "--format", "csv", "--columns", "id,title") == (0, expected, "")


def test_what_stands_after_the_command_wins(project: Path, run: Run) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: MVP
    kind: mvp
    status: planned
    owner: tess
    target: 2027-09-01
    ---
    ```
    """
    late = ("check", "--today", "2028-01-01", "--select", "TPO404", "--no-cache")
    assert run("--today", "2027-01-01", *late).out.startswith("specs/REL-mvp.md:7:9: ")
    assert run("--today", "2027-01-01", "check", "--select", "TPO404", "--no-cache").out == "no findings in 1 item\n"


def test_the_process_ends_with_the_status(project: Path) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-404
    ---
    ```
    """
    assert process("check", folder=project).returncode == 1
    assert process("check", "--ignore", "TPO2,TPO3", folder=project).returncode == 0
    assert process("chek", folder=project).returncode == 2


def test_output_is_utf8_whatever_the_locale(project: Path) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Größe – 尺寸
    ---
    ```
    """
    done = subprocess.run(
        [*_PROGRAM, "list", "--columns", "title"],
        cwd=project,
        capture_output=True,
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "PYTHONIOENCODING": "latin-1",
            "PYTHONUTF8": "0",
        },
    )
    assert done.stdout.decode("utf-8") == "TITLE\nGröße – 尺寸\n"


def test_a_reader_that_leaves_early_is_no_trouble(project: Path) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    ---
    ```
    """
    long = "".join(f"## REQ-{number} Title\n```yaml item\nkind: functional\n```\n" for number in range(2, 6000))
    (project / "specs" / "many.md").write_text(f"# Many\n{long}", encoding="utf-8")
    done = subprocess.run(
        f"{sys.executable} -m tpo_docs list | head -n 1",
        shell=True,
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.stdout.split() == ["ID", "TYPE", "STATUS", "TITLE", "OWNER"]
    assert done.stderr == ""


def test_a_bug_is_a_traceback(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    monkeypatch.setattr("tpo_docs.files.loading.parse", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("list")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(shell: str, run: Run) -> None:
    status, out, err = run("completion", shell)
    assert (status, err) == (0, "")
    assert "_TPO_DOCS_COMPLETE" in out
    assert out.startswith("# In ~/")


def test_completion_knows_commands_and_options(tmp_path: Path) -> None:
    def complete(words: str, at: int) -> str:
        return process(folder=tmp_path, _TPO_DOCS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at)).stdout

    assert complete("tpo-docs ex", 1) == "plain,explain\nplain,export\n"
    assert "plain,--fail-on\n" in complete("tpo-docs check --fa", 2)
    assert complete("tpo-docs explain TPO20", 2).splitlines()[:2] == ["plain,TPO201", "plain,TPO202"]
    assert complete("tpo-docs explain link-d", 2) == "plain,link-dangling\n"


def test_help_and_version_import_neither_yaml_nor_templates() -> None:
    script = (
        "import sys; from tpo_docs.cli import app\n"
        "try: app()\n"
        "except SystemExit: print(sorted({'yaml', 'jinja2', 'mkdocs', 'markdown_it', 'tpo_docs.rules'} & sys.modules.keys()))"
    )
    for argument in ("--version", "--help"):
        done = subprocess.run([sys.executable, "-c", script, argument], capture_output=True, text=True, check=True)
        assert done.stdout.endswith("[]\n")


@pytest.mark.slow
def test_the_version_answers_at_once(tmp_path: Path) -> None:
    """At most 80 ms over what Python needs to start by itself: seconds of the processor, since the machine is shared."""

    def seconds(*arguments: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    bare = min(seconds("-c", "") for _ in range(7))
    ours = min(seconds("-m", "tpo_docs", "--version") for _ in range(7))
    assert ours - bare < 0.08


@pytest.mark.slow
def test_the_version_is_said_without_loading_what_only_other_commands_need(tmp_path: Path) -> None:
    """Counted, not timed: a test of seconds fails on a busy machine."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tpo_docs", "--version"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    ).stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines()}
    assert "click" in loaded
    assert loaded.isdisjoint({"yaml", "jinja2", "mkdocs", "markdown", "markdown_it", "nh3", "numpy", "tpo_docs.rules"})


_FULL = Path("/dev/full")


@pytest.mark.skipif(not _FULL.exists(), reason="no device here that is always full")
@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["list"], ["check", "--format", "json"], ["export", "json"]]
)
def test_output_that_has_no_space_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "tpo-docs.yml").write_text("profile: tpo\n", encoding="utf-8")
    with _FULL.open("w") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "tpo_docs", *arguments],
            cwd=tmp_path,
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "tpo-docs: no space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="a folder in use cannot be removed there")
def test_a_current_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    script = (
        "import os, sys; os.rmdir(os.getcwd()); from tpo_docs.cli import main; sys.argv = ['tpo-docs', 'check']; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "tpo-docs: the current folder has been removed\n")


@pytest.mark.parametrize(("argument", "status"), [("--version", 0), ("chekc", 2)])
def test_a_process_ends_at_once_and_loses_nothing(argument: str, status: int) -> None:
    """What is to be done at the end is done, and all output is written; objects are not asked for a last word."""
    script = (
        "import atexit, sys, tpo_docs.cli as cli\n"
        "class Held:\n"
        "    def __del__(self): print('given back')\n"
        "held = Held()\n"
        "atexit.register(lambda: print('at the end'))\n"
        "sys.argv = ['tpo-docs', sys.argv[1]]\n"
        "cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script, argument], capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert done.stdout.endswith("at the end\n"), done
    assert bool(status) == ("chekc" in done.stderr)


def test_a_variable_of_a_shell_that_says_nothing_else_does_no_harm(tmp_path: Path) -> None:
    done = process("--version", folder=tmp_path, _TPO_DOCS_COMPLETE="bash_complete")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"tpo-docs {__version__}\n", "")
