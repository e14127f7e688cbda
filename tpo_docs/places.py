"""Where everything is on the site: the page and anchor of each item, and links from page to page."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from tpo_docs.model import Item, Project

_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+~-]*")
_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*").fullmatch
_TAKEN = frozenset(
    {"con", "prn", "aux", "nul", "index.html", "versions.html", "versions.js", "versions.json", "404.html"}
)

HOME = "index.md"
COVERAGE = "coverage.md"
GAPS = "gaps.md"
ORPHANS = "orphans.md"
QUESTIONS = "questions.md"
GLOSSARY = "glossary.md"
PARTIES = "parties.md"
ABOUT = "about.md"
TRACE = "trace/index.md"
CHAIN = "trace/chain.md"
RULES = "rules/index.md"
EXPLORER = "explore.md"
GRAPH = "graph.md"
MATRICES = "trace/matrix.md"
CHARTS = "charts.md"
RESULTS = "results.md"
CHANGES = "changes/index.md"
TRENDS = "changes/trends.md"
PLANNING = "planning/"
"""The folder of the pages of planning."""
PRIORITIES = f"{PLANNING}priorities.md"
BACKLOG = f"{PLANNING}backlog.md"
TEAMS = f"{PLANNING}teams.md"
RELEASES = f"{PLANNING}releases.md"
RISKS = f"{PLANNING}risks.md"
ROADMAP = f"{PLANNING}roadmap.md"
GOALS = f"{PLANNING}goals.md"
METRICS = f"{PLANNING}metrics.md"
ROLLOUT = f"{PLANNING}rollout.md"
INCEPTION = f"{PLANNING}inception.md"
DECISIONS = f"{PLANNING}decisions.md"
ARCHITECTURE = f"{PLANNING}architecture.md"
INTERFACES = f"{PLANNING}interfaces.md"
COMPLIANCE = f"{PLANNING}compliance.md"
FEEDBACK = f"{PLANNING}feedback.md"
STAKEHOLDERS = f"{PLANNING}stakeholders.md"
DELIVERY = f"{PLANNING}delivery.md"
BRIEFINGS = f"{PLANNING}briefings.md"


_PLANNED = "|".join(
    page.removeprefix(PLANNING).removesuffix(".md")
    for page in (
        *(PRIORITIES, BACKLOG, TEAMS, RELEASES, RISKS, ROADMAP, GOALS, METRICS, ROLLOUT, INCEPTION, DECISIONS),
        *(ARCHITECTURE, INTERFACES, COMPLIANCE, FEEDBACK, STAKEHOLDERS, DELIVERY, BRIEFINGS),
    )
)
_ALONE = "|".join(
    page.removesuffix(".md")
    for page in (
        *(HOME, "overview", COVERAGE, GAPS, ORPHANS, QUESTIONS, GLOSSARY),
        *(PARTIES, ABOUT, EXPLORER, GRAPH, CHARTS, RESULTS),
    )
)
_GENERATED = re.compile(
    r"(?:(?:items|trace|views|gaps|roles)/[^/]+"
    r"|rules/(?:index|TPO[0-9]{3})"
    r"|changes/(?:index|trends|since-[^/]+|party-[^/]+)"
    rf"|{PLANNING}(?:{_PLANNED}|(?:team|release|backlog|metric|persona|briefing|roadmap)-[^/]+)"
    rf"|(?:{_ALONE}))(?:-overview|-generated)*(?:-[0-9]+)?\.md"
    r"|changes/(?:feed|party-[^/]+)\.xml"
)


def may_be_generated(path: str) -> bool:
    """Whether a docs path is the place of a generated page in some project."""
    return _GENERATED.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the items and pages of one site are."""

    project: Project
    moved: dict[str, str] = field(default_factory=dict)
    """Generated page → where it went, since the author has a page of that name."""

    def page(self, path: str) -> str:
        """Where a generated page is really shown."""
        return self.moved.get(path, path)

    def of(self, item: Item) -> tuple[str, str]:
        """Docs path and anchor of an item."""
        if item.is_row:
            return self.page(list_page(item.type)), anchor(item.id)
        return item.docs_path, item.anchor

    def href(self, origin: str, item: Item, fragment: str = "") -> str:
        """The relative URL of an item's page, seen from the page at docs path `origin`."""
        path, mark = item.docs_path, fragment or item.anchor
        if not path.endswith(".md"):  # as `Item.is_row` says
            path, own = self.of(item)
            mark = fragment or own
        return relative(origin, path, mark)

    def source(self, origin: str, item: Item, fragment: str = "") -> str:
        """The same as a relative link to a Markdown file, which MkDocs checks."""
        path, own = self.of(item)
        mark = fragment or own
        return quote(posixpath.relpath(path, posixpath.dirname(origin) or ".")) + (f"#{mark}" if mark else "")


def list_page(type_name: str) -> str:
    """The page that lists the items of a type."""
    return {"party": PARTIES, "term": GLOSSARY}.get(type_name, f"items/{type_name}.md")


def matrix_page(source: str, target: str) -> str:
    """The page of a matrix."""
    return f"trace/{source}-{target}.md"


def rule_page(code: str) -> str:
    """The page of a rule."""
    return f"rules/{code}.md"


def role_page(name: str) -> str:
    """The page for a role."""
    return f"roles/{name}.md"


def team_page(team: str) -> str:
    """The page with the backlog of a team."""
    return f"{PLANNING}team-{re.sub(r'[^A-Za-z0-9_-]+', '-', team)}.md"


def release_page(release: str) -> str:
    """The page on how a release stands."""
    return f"{PLANNING}release-{re.sub(r'[^A-Za-z0-9._-]+', '-', release)}.md"


def is_version(name: str) -> bool:
    """Whether a name can be that of a version: a folder on every system, and a part of every address."""
    return (
        _FOLDER.fullmatch(name) is not None
        and ".." not in name
        and not name.endswith(".")
        and name.casefold() not in _TAKEN
    )


def metric_page(metric: str) -> str:
    """The page on the trend of a metric."""
    return f"{PLANNING}metric-{re.sub(r'[^A-Za-z0-9._-]+', '-', metric)}.md"


def persona_page(party: str) -> str:
    """The page of a persona."""
    return f"{PLANNING}persona-{re.sub(r'[^A-Za-z0-9._-]+', '-', party)}.md"


def roadmap_page(by: str) -> str:
    """The roadmap grouped by something; by goal it is the roadmap itself."""
    return ROADMAP if by == "goal" else f"{PLANNING}roadmap-{by}.md"


def briefing_page(audience: str) -> str:
    """The printable page for an audience."""
    return f"{PLANNING}briefing-{audience}.md"


def version_changes(version: str) -> str:
    """The page of what changed since an earlier version."""
    return f"changes/since-{re.sub(r'[^A-Za-z0-9._-]+', '-', version)}.md"


def party_changes(party: str) -> str:
    """The page of what changed since a party spoke."""
    return f"changes/party-{re.sub(r'[^A-Za-z0-9._-]+', '-', party)}.md"


def feed_path(party: str) -> str:
    """The feed of changes: of the project, or of what a party has looked at."""
    return f"{party_changes(party)[: -len('.md')]}.xml" if party else "changes/feed.xml"


def built(path: str) -> str:
    """The file that MkDocs makes of a page: real file names, so that the site works from a file share."""
    path = indexed(path)
    return path[:-3] + ".html" if path.endswith(".md") else path


def indexed(path: str) -> str:
    """The docs path of a page with `index.md` for a `README.md`, which MkDocs takes for the same."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}index.md" if name == "README.md" else path


def relative(origin: str, path: str, fragment: str = "") -> str:
    """The URL of the page at docs path `path`, seen from the page at docs path `origin`."""
    if fragment and origin == path:
        return f"#{fragment}"
    folder, name = spot(path)
    target = way(origin.rpartition("/")[0], folder) + name
    return f"{target}#{fragment}" if fragment else target


@lru_cache(30_000)
def spot(path: str) -> tuple[str, str]:
    """The folder of what MkDocs makes of a page, and the file as a part of an address: the lists and matrices of a large
    project ask for the same ones again and again."""
    folder, _, name = built(path).rpartition("/")
    return folder, quoted(name)


@lru_cache(30_000)
def way(origin: str, folder: str) -> str:
    """The address of a folder seen from a folder, to be put before the name of a file."""
    if "//" in origin or ".." in origin or "//" in folder or ".." in folder:
        between = posixpath.relpath(folder or ".", origin or ".")
        return "" if between == "." else quote(f"{between}/")
    above, parts = origin.split("/") if origin else [], folder.split("/") if folder else []
    same = 0
    while same < len(above) and same < len(parts) and above[same] == parts[same]:
        same += 1
    return "../" * (len(above) - same) + quoted("".join([f"{part}/" for part in parts[same:]]))


def quoted(part: str) -> str:
    """As `quote`, which most parts of an address do not need."""
    return part if _PLAIN(part) is not None else quote(part)


def anchor(name: str) -> str:
    """An id as an anchor: safe in a URL and in HTML."""
    return quote(name.replace(" ", "-"), safe="")
