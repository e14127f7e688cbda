"""One comment on the pull or merge request that a job runs for, written or updated.

GitHub: https://docs.github.com/rest/issues/comments. GitLab: https://docs.gitlab.com/api/notes/. Only a comment of our own
that starts with our mark is updated. The token goes to the address that the server of the job itself has named, and
nowhere else: redirects and pages of answers that lead elsewhere are not followed.
"""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from tpo_docs.report.change_report import MARK

_SECONDS = 30
_PAGES = 50
_BOT = "github-actions[bot]"


class Target(NamedTuple):
    """Where the comment goes."""

    host: str
    """`GitHub` or `GitLab`."""
    api: str
    thread: str
    """Address of the comments."""
    edited: str
    """Address of one comment, with `{id}`."""
    method: str
    """How an existing one is changed."""
    headers: Mapping[str, str]
    author: str
    """The field of a comment that holds its author, and there the name."""
    bot: str = ""
    """Who we are where the server does not say."""


class _PostError(Exception):
    """Why there is no comment."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def post(comment: str, environment: Mapping[str, str] | None = None) -> str:
    """Writes or updates the comment, and says so in a line, or why it could not be. Never raises."""
    try:
        target = _target(os.environ if environment is None else environment)
        known = _own(target)
        if known:
            _ask(target, target.edited.format(id=known), target.method, {"body": comment})
            return f"the comment on {target.host} is updated"
        _ask(target, target.thread, "POST", {"body": comment})
    except _PostError as error:
        return f"no comment was written: {error}"
    return f"a comment is written on {target.host}"


def _target(environment: Mapping[str, str]) -> Target:
    if environment.get("GITHUB_ACTIONS") == "true":
        return _github(environment)
    if environment.get("GITLAB_CI") == "true":
        return _gitlab(environment)
    raise _PostError("this is no job of GitHub Actions or GitLab CI")


def _github(environment: Mapping[str, str]) -> Target:
    number = _pull_request(environment)
    if not number:
        raise _PostError("this job runs for no pull request")
    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN")
    if not token:
        raise _PostError("GITHUB_TOKEN is not set")
    api = environment.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
    issues = f"{api}/repos/{quote(environment.get('GITHUB_REPOSITORY', ''))}/issues"
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    return Target(
        "GitHub", api, f"{issues}/{number}/comments", f"{issues}/comments/{{id}}", "PATCH", headers, "user.login", _BOT
    )


def _pull_request(environment: Mapping[str, str]) -> int:
    """The number from the event, else from the reference `refs/pull/12/merge`."""
    try:
        event = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_text("utf-8"))
        number = event["pull_request"]["number"]
        if isinstance(number, int):
            return number
    except (OSError, ValueError, KeyError, TypeError):
        pass
    match = re.fullmatch(r"refs/pull/(\d+)/(?:merge|head)", environment.get("GITHUB_REF", ""))
    return int(match[1]) if match else 0


def _gitlab(environment: Mapping[str, str]) -> Target:
    number = environment.get("CI_MERGE_REQUEST_IID", "")
    if not number.isdecimal():
        raise _PostError("this job runs for no merge request")
    token = environment.get("TPO_DOCS_TOKEN")
    if not token:
        raise _PostError("TPO_DOCS_TOKEN is not set; give it a project access token with the scope api")
    api = environment.get("CI_API_V4_URL", "https://gitlab.com/api/v4").rstrip("/")
    notes = f"{api}/projects/{quote(environment.get('CI_PROJECT_ID', ''), safe='')}/merge_requests/{number}/notes"
    return Target("GitLab", api, notes, f"{notes}/{{id}}", "PUT", {"PRIVATE-TOKEN": token}, "author.username")


def _own(target: Target) -> str:
    """The id of our comment on the thread; empty where there is none yet."""
    me = _name(target)
    field, _, inner = target.author.partition(".")
    for comment in _comments(target):
        author = comment.get(field)
        name = author.get(inner) if isinstance(author, dict) else None
        if str(comment.get("body") or "").startswith(MARK) and name in (me, target.bot) and name:
            return str(int(comment["id"]))
    return ""


def _name(target: Target) -> str:
    try:
        user, _ = _ask(target, f"{target.api}/user", "GET")
    except _PostError:
        return target.bot  # the token of a job of GitHub Actions may not ask
    return str(user.get("login") or user.get("username") or "") if isinstance(user, dict) else ""


def _comments(target: Target) -> Iterator[dict[str, Any]]:
    address = f"{target.thread}?per_page=100"
    for _ in range(_PAGES):
        found, following = _ask(target, address, "GET")
        if isinstance(found, list):
            yield from (one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int))
        if not following or urlsplit(following)[:2] != urlsplit(target.api)[:2]:
            return
        address = following


def _ask(target: Target, address: str, method: str, body: Mapping[str, str] | None = None) -> tuple[Any, str]:
    """The answer, and the address of its next page."""
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", "User-Agent": "tpo-docs", **target.headers}
    if urlsplit(address).scheme not in ("https", "http"):
        raise _PostError(f"{target.host} has an address that is none")
    request = urllib.request.Request(address, data, headers, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=_SECONDS) as answer:
            match = re.search(r'<([^<>]+)>;\s*rel="next"', answer.headers.get("Link") or "")
            return json.loads(answer.read() or b"null"), match[1] if match else ""
    except urllib.error.HTTPError as error:
        reason = "the token may not write comments here" if error.code in (401, 403, 404) else f"status {error.code}"
        raise _PostError(f"{target.host} says no, {reason}") from error
    except (OSError, ValueError) as error:
        raise _PostError(f"{target.host} does not answer") from error
