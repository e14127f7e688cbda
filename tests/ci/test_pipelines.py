"""The GitHub Action and the GitLab template: their scripts run as a runner would run them, against servers of our own."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.test_git import Repo
from tpo_docs.report.change_report import MARK

_ROOT = Path(__file__).resolve().parent.parent.parent
_ACTION = yaml.safe_load((_ROOT / "action.yml").read_text("utf-8"))
_GITLAB = yaml.safe_load((_ROOT / "ci/gitlab.yml").read_text("utf-8"))
_STEPS = {step.get("id") or step.get("name"): step for step in _ACTION["runs"]["steps"] if "run" in step}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="runners of this pipeline have bash")


class Server(NamedTuple):
    """A host of comments."""

    address: str
    comments: list[dict[str, Any]]
    asked: list[str]


def _handler(comments: list[dict[str, Any]], asked: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, body: object, link: str = "") -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            if link:
                self.send_header("Link", link)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _body(self) -> str:
            text: str = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
            return text

        def _allowed(self) -> bool:
            asked.append(f"{self.command} {self.path}")
            if "secret" in (self.headers.get("Authorization", "") + self.headers.get("PRIVATE-TOKEN", "")):
                return True
            self._answer(403, {})
            return False

        def do_GET(self) -> None:
            if not self._allowed():
                return
            if self.path == "/user":
                if self.headers.get("PRIVATE-TOKEN"):
                    self._answer(200, {"username": "project_bot"})
                else:
                    self._answer(403, {})
                return
            page = int((re.findall(r"[?&]page=(\d+)", self.path) or ["1"])[0])
            start = (page - 1) * 2
            more = start + 2 < len(comments)
            host = self.headers["Host"]
            link = (
                f'<http://{host}{self.path.partition("?")[0]}?per_page=2&page={page + 1}>; rel="next"' if more else ""
            )
            self._answer(200, comments[start : start + 2], link)

        def do_POST(self) -> None:
            if self._allowed():
                author = {"login": "github-actions[bot]", "username": "project_bot"}
                comments.append({"id": len(comments) + 1, "body": self._body(), "user": author, "author": author})
                self._answer(201, {})

        def do_PATCH(self) -> None:
            if self._allowed():
                number = int(self.path.rpartition("/")[2])
                comments[number - 1]["body"] = self._body()
                self._answer(200, {})

        do_PUT = do_PATCH  # noqa: N815 - as http.server names them

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    others = {"login": "mallory", "username": "mallory"}
    comments: list[dict[str, Any]] = [
        {"id": number, "body": text, "user": others, "author": others}
        for number, text in enumerate(("Hello", f"{MARK}\nmine", "Bye"), start=1)
    ]
    asked: list[str] = []
    found = HTTPServer(("127.0.0.1", 0), _handler(comments, asked))
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{found.server_port}", comments, asked)
    found.shutdown()
    thread.join()
    found.server_close()


class Runner:
    """Runs scripts in a clone of a repository, with the program on the path."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        programs = folder.parent / "bin"
        programs.mkdir()
        for name, text in (("tpo-docs", "-m tpo_docs"), ("python", "")):
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {text} "$@"\n')
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(folder.parent),
            "PYTHONPATH": str(_ROOT),
            "LC_ALL": "C.UTF-8",
            **environment,
        }

    def __call__(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        file = self.folder.parent / "script.sh"
        file.write_text(script)
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A shallow clone of a branch that breaks something; main is tagged."""
    repo = Repo(tmp_path / "origin")
    repo.write("req specs/tpo-docs.yml", "profile: starter\n")
    repo.write("req specs/specs/REQ-001.md", "---\nid: REQ-001\ntitle: Pay\n---\nThe shop shall take coins.\n")
    repo.commit("One")
    repo("tag", "v1.0")
    repo("checkout", "-qb", "change")
    repo.write(
        "req specs/specs/REQ-002.md", "---\nid: REQ-002\ntitle: 'Book $(touch gotcha) `x`'\nparent: REQ-009\n---\nx\n"
    )
    repo.commit("Two")
    folder = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", "--branch", "change", f"file://{repo.folder}", str(folder)], check=True
    )
    return folder


def _values(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


# ---- GitHub -----------------------------------------------------------------------------------------------------


@pytest.fixture
def github(clone: Path, tmp_path: Path, server: Server) -> Runner:
    for name in ("output", "summary"):
        (tmp_path / name).write_text("")
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 12}}))
    return Runner(
        clone,
        {
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_API_URL": server.address,
            "GITHUB_REPOSITORY": "tess/shop",
            "GITHUB_BASE_REF": "main",
            "RUNNER_TEMP": str(tmp_path),
            "DIRECTORY": "req specs",
        },
    )


def test_the_action_checks_and_says_so_at_the_end(github: Runner, tmp_path: Path) -> None:
    done = github(_STEPS["check"]["run"], FAIL_ON="error")
    assert (done.returncode, done.stderr) == (0, "")
    assert "::error file=req specs/specs/REQ-002.md,line=4" in done.stdout
    values = _values(tmp_path / "output")
    assert values["failed"] == "1"
    assert json.loads(Path(values["sarif"]).read_text())["version"] == "2.1.0"
    last = _STEPS["Say whether it passed"]["run"]
    assert github(last, FAILED="1").returncode == 1
    assert github(last, FAILED="0").returncode == 0
    (tmp_path / "output").write_text("")
    assert github(_STEPS["check"]["run"], FAIL_ON="never").returncode == 0
    assert _values(tmp_path / "output")["failed"] == "0"
    assert github(_STEPS["check"]["run"], FAIL_ON="error", DIRECTORY="nowhere").returncode == 2


def test_the_action_writes_one_comment_and_updates_it(github: Runner, tmp_path: Path, server: Server) -> None:
    script = _STEPS["report"]["run"]
    done = github(script, REPORT="comment", GITHUB_TOKEN="secret")
    assert (done.returncode, done.stderr) == (0, "a comment is written on GitHub\n")
    assert len(server.comments) == 4
    body = server.comments[3]["body"]
    assert body.startswith(MARK)
    assert "TPO201" in body
    assert (tmp_path / "summary").read_text() == body == Path(_values(tmp_path / "output")["report"]).read_text()
    results = json.loads((tmp_path / "tpo-docs.sarif").read_text())["runs"][0]["results"]
    assert {one["locations"][0]["logicalLocations"][0]["name"] for one in results} == {"REQ-002"}
    again = github(script, REPORT="comment", GITHUB_TOKEN="secret")
    assert again.stderr == "the comment on GitHub is updated\n"
    assert len(server.comments) == 4
    assert server.comments[1]["body"] == f"{MARK}\nmine"
    assert server.asked[-1] == "PATCH /repos/tess/shop/issues/comments/4"
    assert not list(github.folder.rglob("gotcha"))


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "no comment was written: GITHUB_TOKEN is not set\n"),
        ({"GITHUB_TOKEN": "other"}, "no comment was written: GitHub says no, the token may not write comments here\n"),
        ({"GITHUB_TOKEN": "secret", "GITHUB_API_URL": "http://127.0.0.1:9"}, "no comment was written: GitHub does not answer\n"),
        ({"GITHUB_TOKEN": "secret", "GITHUB_EVENT_PATH": "/nowhere"}, "no comment was written: this job runs for no pull request\n"),
        ({"REPORT": "summary"}, ""),
    ],
)  # fmt: skip
def test_where_no_comment_can_be_written_the_job_goes_on(
    github: Runner, tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    done = github(_STEPS["report"]["run"], **{"REPORT": "comment", **environment})
    assert (done.returncode, done.stderr) == (0, said)
    assert (tmp_path / "summary").read_text().startswith(MARK)


@pytest.mark.slow
@pytest.mark.parametrize("tagged", [True, False])
def test_the_action_builds_all_versions(github: Runner, tmp_path: Path, *, tagged: bool) -> None:
    if not tagged:
        subprocess.run(["git", "-C", str(tmp_path / "origin"), "tag", "-d", "v1.0"], check=True, capture_output=True)
    done = github(_STEPS["build"]["run"], MAIN="next one")
    assert done.returncode == 2
    done = github(_STEPS["build"]["run"], MAIN="next")
    assert done.returncode == 0, done.stderr
    site = Path(_values(tmp_path / "output")["site"])
    known = {entry["version"] for entry in json.loads((site / "versions.json").read_text())}
    assert known == ({"1.0", "next"} if tagged else {"next"})
    assert (site / "latest/items/requirement.html").is_file()


@pytest.mark.slow
def test_the_push_of_a_tag_builds_the_branch_as_what_is_not_tagged(github: Runner, tmp_path: Path) -> None:
    done = github(_STEPS["build"]["run"], MAIN="next", GITHUB_REF_TYPE="tag", BRANCH="main")
    assert done.returncode == 0, done.stderr
    site = Path(_values(tmp_path / "output")["site"])
    assert {entry["version"] for entry in json.loads((site / "versions.json").read_text())} == {"1.0", "next"}


def test_the_action_installs_itself_or_what_is_asked_for(github: Runner) -> None:
    script = _STEPS["Install tpo-docs"]["run"].replace("python -m pip", "echo")
    assert github(script, PACKAGE="", ACTION="/the action").stdout.split("check ")[1] == "/the action\n"
    assert github(script, PACKAGE="tpo-docs==1.0", ACTION="/a").stdout.endswith("tpo-docs==1.0\n")


def test_nothing_of_an_event_or_input_gets_into_a_script() -> None:
    assert _STEPS
    for step in _ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "run" not in step or step["shell"] == "bash"
        for name in re.findall(r"inputs\.([\w-]+)", json.dumps(step)):
            assert name in _ACTION["inputs"]


def test_every_variable_of_a_script_is_quoted() -> None:
    scripts = [step["run"] for step in _STEPS.values()]
    scripts += [line for job in _GITLAB.values() for line in job.get("script", ()) if isinstance(line, str)]
    assert len(scripts) > len(_STEPS)
    for script in scripts:
        outside = re.sub(r'"(?:\\.|\$\([^)]*\)|[^"\\])*"', "", re.sub(r"'[^']*'", "", script))
        assert not re.findall(r"\$(?!\?|\()\{?\w+", outside), script


# ---- GitLab -----------------------------------------------------------------------------------------------------


@pytest.fixture
def gitlab(clone: Path, server: Server) -> Runner:
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow", "--tags"], check=True)
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "origin", "main:refs/remotes/origin/main"], check=True)
    variables = {name: str(value) for name, value in _GITLAB["variables"].items()}
    return Runner(
        clone,
        {
            **variables,
            "GITLAB_CI": "true",
            "TPO_DOCS_DIRECTORY": "req specs",
            "CI_API_V4_URL": server.address,
            "CI_PROJECT_ID": "7",
            "CI_MERGE_REQUEST_IID": "12",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_DEFAULT_BRANCH": "main",
        },
    )


def _script(job: str) -> str:
    return "\n".join(_GITLAB[job]["script"])


def test_the_template_checks(gitlab: Runner) -> None:
    done = gitlab(_script("tpo-docs check"))
    assert done.returncode == 1
    assert json.loads((gitlab.folder / "gl-code-quality-report.json").read_text())
    assert (gitlab.folder / "tpo-docs-findings.xml").is_file()
    assert "TPO201" in done.stdout


def test_the_template_writes_one_note_and_updates_it(gitlab: Runner, server: Server) -> None:
    done = gitlab(_script("tpo-docs report"))
    assert done.stderr.startswith("no comment was written: TPO_DOCS_TOKEN is not set")
    done = gitlab(_script("tpo-docs report"), TPO_DOCS_TOKEN="secret")
    assert (done.returncode, done.stderr) == (0, "a comment is written on GitLab\n")
    done = gitlab(_script("tpo-docs report"), TPO_DOCS_TOKEN="secret")
    assert done.stderr == "the comment on GitLab is updated\n"
    assert server.asked[-1] == "PUT /projects/7/merge_requests/12/notes/4"
    assert server.comments[3]["body"] == (gitlab.folder / "tpo-docs-report.md").read_text()


@pytest.mark.slow
def test_the_template_publishes_all_versions(gitlab: Runner) -> None:
    done = gitlab(_script("pages"))
    assert done.returncode == 0, done.stderr
    known = {entry["version"] for entry in json.loads((gitlab.folder / "public/versions.json").read_text())}
    assert known == {"1.0", "main"}


def test_the_template_is_what_gitlab_reads() -> None:
    jobs = {name: job for name, job in _GITLAB.items() if name != "variables"}
    assert "pages" in jobs
    for name, job in jobs.items():
        assert name.startswith(".") or {"extends", "stage", "script", "rules"} <= set(job)
        assert all(isinstance(line, str) for line in job.get("script", ()))
        assert not job.get("extends") or job["extends"] in jobs
        shown = job.get("artifacts", {}).get("expose_as", "words")
        assert re.fullmatch(r"\w[-\w ]{0,99}", shown), "GitLab takes letters, digits, hyphens and spaces, and no more"


def test_a_merge_request_of_a_fork_is_compared_with_the_commit_it_stands_on(gitlab: Runner) -> None:
    base = subprocess.run(
        ["git", "-C", str(gitlab.folder), "rev-parse", "origin/main"], check=True, capture_output=True, text=True
    ).stdout.strip()
    done = gitlab(
        _script("tpo-docs report"), CI_MERGE_REQUEST_TARGET_BRANCH_NAME="elsewhere", CI_MERGE_REQUEST_DIFF_BASE_SHA=base
    )
    assert done.returncode == 0, done.stderr
    assert (gitlab.folder / "tpo-docs-report.md").read_text().startswith(MARK)
