"""The roadmap: now, next and later, over time, goals × releases, milestones, and the tree of epics with what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Axis, Part, Row, Span
from tpo_docs.model import Category, Edition, Page, Review, natural_key
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, bar, empty, figure, grid, note, plain, said, state
from tpo_docs.places import Places, release_page, roadmap_page
from tpo_docs.planning import releases as facts
from tpo_docs.planning.outlook import outlook
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.roadmap import GROUPS, HORIZONS, Branch, Cluster, Time, clusters, roadmap, time_of
from tpo_docs.titles import title_text

_MAX_ROWS = 1000
_MAX_TIMES = 80
"""Rows of a picture over time."""
_MAX_CELL = 40
_BACK, _AHEAD = 400, 1100
"""Days that a picture over time shows at most, before and after today."""
_MARKS = 4
_NAMES = {"now": "Now", "next": "Next", "later": "Later"}
_BY = {"goal": "By goal", "persona": "By persona", "team": "By team"}
_WITHOUT = {"goal": "No goal", "persona": "No persona", "team": "No team"}


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The roadmap by goal, by persona and by team, where there are epics."""
    found = roadmap(review.project)
    if not found:
        return
    for by in GROUPS:
        some = clusters(review.project, by)
        if by != "goal" and not any(cluster.name for cluster in some):
            continue
        sheet = Sheet(review, places, edition, roadmap_page(by))
        title = sheet.words("Roadmap") if by == "goal" else f"{sheet.words('Roadmap')}: {sheet.words(_BY[by])}"
        yield sheet.finish(title, _sections(sheet, found, some, by), wide=True)


def _sections(sheet: Sheet, found: Sequence[Branch], some: Sequence[Cluster], by: str) -> Iterator[Section]:
    say = sheet.words
    whole = by == "goal"
    yield Section("", (said(_ways(sheet, by)),))
    yield Section(
        say("Now, next, later"),
        (
            _horizons(sheet, some, by),
            note(say("Now is the release in work, next the one planned after it, later all others.")),
        ),
    )
    yield Section(say("Over time"), tuple(_over_time(sheet, some, by)))
    if not whole:
        return
    if any(branch.release is not None for branch in found):
        yield Section(say("Goals and releases"), (_goals(sheet, found),))
    if facts.releases(sheet.project):
        yield Section(say("Releases and milestones"), (_milestones(sheet, found),))
    yield Section(say("Epics"), (_epics(sheet, found),))


def _ways(sheet: Sheet, by: str) -> Markup:
    """Links to the other ways to group it."""
    shown = []
    for name in GROUPS:
        there = name == "goal" or any(cluster.name for cluster in clusters(sheet.project, name))
        if there:
            text = sheet.words(_BY[name])
            shown.append(
                Markup("<strong>{}</strong>").format(text) if name == by else sheet.link(roadmap_page(name), text)
            )
    return Markup(" · ").join(shown)


def _horizons(sheet: Sheet, some: Sequence[Cluster], by: str) -> Piece:
    """A row for each group, a column for each horizon."""
    say = sheet.words
    rows = []
    for cluster in some[:_MAX_ROWS]:
        cells: list[str | Markup] = [_named(sheet, cluster, by)]
        for name in HORIZONS:
            entries = [
                Markup("<li>{} {}</li>").format(sheet.titled(branch.epic), _share(branch))
                for branch in cluster.branches
                if branch.horizon == name
            ]
            more = [Markup("<li>{}</li>").format(say("+{count} more", count=len(entries) - _MAX_CELL))]
            shown = entries[:_MAX_CELL] + (more if len(entries) > _MAX_CELL else [])
            cells.append(Markup('<ul class="tpo-lines">{}</ul>').format(Markup().join(shown)) if shown else Markup("–"))
        rows.append(cells)
    heads = (say({"goal": "Goal", "persona": "Persona", "team": "Team"}[by]), *(say(_NAMES[name]) for name in HORIZONS))
    return grid(say("Now, next, later"), heads, rows)


def _named(sheet: Sheet, cluster: Cluster, by: str) -> Markup:
    item = sheet.project.items.get(cluster.name)
    if item is None:
        return plain(cluster.name or sheet.words(_WITHOUT[by]))
    if by == "goal":
        return sheet.titled(item)
    return Markup('<span class="tpo-oneline">{}</span>').format(sheet.who(item.id))


def _over_time(sheet: Sheet, some: Sequence[Cluster], by: str) -> Iterator[Piece]:
    say = sheet.words
    today = sheet.project.today
    times = {branch.epic.id: time_of(sheet.project, branch.epic) for cluster in some for branch in cluster.branches}
    targets = [
        (day, release.id)
        for release in facts.releases(sheet.project)
        if (day := release.date("released") or release.date("target")) is not None
    ]
    days = [day for time in times.values() for day in (time.first, time.last) if day is not None]
    if not days:
        yield empty(
            say("Nothing has a date: no story of an epic is in the plan, none was begun, and no release has a target."),
            say("Stories need a team with capacity and an estimate to be in the plan."),
        )
        return
    low = max(min(*days, today), _shifted(today, -_BACK))
    high = min(max(*days, today, *(day for day, _ in targets)), _shifted(today, _AHEAD))
    high = max(high, _shifted(low, 28))
    flags = [(float(day.toordinal()), name) for day, name in targets if low <= day <= high]
    flags.append((float(today.toordinal()), say("today")))
    rows = list(_rows(sheet, some, times, by))
    parts = (
        Part("done", say("worked on")),
        Part("agreed", say("planned")),
        Part("fourth", say("behind the target of its release")),
        Part("open", say("only a release, no plan")),
    )
    sentence = say(
        "For each epic: when its stories were worked on, when its open ones are planned, and what of that lies behind the target of its release; upright lines are today and the targets of releases."
    )
    yield figure(
        charts.timeline(
            sheet.frame(say("Epics over time"), sentence, say("Epic")),
            parts,
            rows[:_MAX_TIMES],
            _across(say("When"), low, high),
            flags,
        )
    )
    if len(rows) > _MAX_TIMES:
        yield note(say("+{count} more", count=len(rows) - _MAX_TIMES))
    yield note(
        say(
            "Planned is where the teams have room for the open stories, as on the page of teams; worked on is from the history."
        )
    )


def _rows(sheet: Sheet, some: Sequence[Cluster], times: dict[str, Time], by: str) -> Iterator[Row]:
    say = sheet.words
    for cluster in some:
        shown = [branch for branch in cluster.branches if _spans(sheet, times[branch.epic.id])]
        if not shown:
            continue
        item = sheet.project.items.get(cluster.name)
        name = (
            f"{item.id} {title_text(item.title)}"
            if item is not None and by == "goal"
            else title_text(item.title)
            if item is not None
            else ""
        )
        yield Row(name or cluster.name or say(_WITHOUT[by]))
        inside = {branch.epic.id for branch in shown}
        for branch in shown:
            time = times[branch.epic.id]
            depth = int(any(parent.id in inside for parent in sheet.project.targets(branch.epic, "parent")))
            text = f"{branch.rollup.done}/{branch.rollup.stories}"
            more = say("{count} not in the plan", count=time.unplanned) if time.unplanned else ""
            label = f"{branch.epic.id} {title_text(branch.epic.title)}".strip()
            yield Row(label, _spans(sheet, time), text, sheet.links.href(branch.epic), depth, more)


def _spans(sheet: Sheet, time: Time) -> tuple[Span, ...]:
    say = sheet.words
    found = []
    if time.worked is not None:
        first, last = time.worked
        found.append(_span(first, last, "done", say("worked on {first} to {last}", first=first, last=last)))
    if time.planned is not None:
        first, last = time.planned
        text = say("planned {first} to {last}", first=first, last=last)
        if time.late and time.target is not None:
            text += " " + say("(behind the target, {day})", day=time.target)
            if time.target >= first:
                found.append(_span(first, time.target, "agreed", text))
            found.append(_span(max(first, _shifted(time.target, 1)), last, "fourth", text))
        else:
            found.append(_span(first, last, "agreed", text))
    elif time.target is not None and time.unplanned:
        first = min(sheet.project.today, time.target)
        found.append(_span(first, time.target, "open", say("release due {day}, not in the plan", day=time.target)))
    return tuple(found)


def _span(first: date, last: date, key: str, text: str) -> Span:
    return Span(float(first.toordinal()), float(last.toordinal() + 1), key, text)


def _across(label: str, low: date, high: date) -> Axis:
    """Months at their first days, no more than a picture has room for."""
    firsts = []
    day = (low.replace(day=1) + timedelta(days=32)).replace(day=1) if low.day > 1 else low
    while day <= high:
        firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = max(1, -(-len(firsts) // _MARKS))
    marks = tuple((float(day.toordinal()), f"{day:%Y-%m}") for day in firsts[::step])
    return Axis(label, float(low.toordinal()), float(high.toordinal() + 1), marks)


def _shifted(day: date, days: int) -> date:
    """A day so much later, as far as the calendar goes."""
    return date.fromordinal(min(max(1, day.toordinal() + days), date.max.toordinal()))


def _milestones(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    say = sheet.words
    rows = []
    for release in facts.releases(sheet.project):
        seen = outlook(sheet.project, release)
        epics = [branch.epic.id for branch in found if branch.release is release]
        out = release.category is Category.DONE
        likely = "–" if out or seen.p85 is None or not seen.open else str(seen.p85)
        due = release.text("released") or release.text("target")
        rows.append(
            (
                sheet.link(release_page(release.id), f"{release.id} {title_text(release.title)}".strip()),
                say(release.kind) if release.kind else "–",
                sheet.status(release),
                due or state("missing", say("no target")),
                state("failed", likely) if seen.misses else likely,
                sheet.refs(epics) or "–",
            )
        )
    heads = (say("Release"), say("Kind"), say("Status"), say("Released or due"), "P85", say("Epics"))
    return grid(say("Releases and milestones"), heads, rows)


def _goals(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    """A row for each goal, a column for each release, in the order of their dates."""
    say = sheet.words
    used = {branch.release.id for branch in found if branch.release is not None}
    columns = [release for release in facts.releases(sheet.project) if release.id in used]
    names = dict.fromkeys(goal for branch in found for goal in branch.goals)
    rows = []
    for name in (*sorted(names, key=natural_key), ""):
        some = [branch for branch in found if (name in branch.goals if name else not branch.goals)]
        if not some:
            continue
        cells: list[str | Markup] = [sheet.titled(sheet.project.items[name]) if name else say("No goal")]
        for release in (*columns, None):
            inside = [branch for branch in some if branch.release is release]
            cells.append(Markup("<br>").join(sheet.ref(branch.epic) + " " + _share(branch) for branch in inside) or "–")
        rows.append(cells)
    heads = [
        say("Goal"),
        *(f"{release.id} {release.text('released') or release.text('target')}".strip() for release in columns),
        say("No release"),
    ]
    return grid(say("Goals and releases"), heads, rows)


def _epics(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    say = sheet.words
    proof = sheet.project.results.present
    rows = []
    for branch in found[:_MAX_ROWS]:
        rolled = branch.rollup
        indent = (
            Markup('<span aria-hidden="true">{}</span>').format("\u2003" * branch.depth + "↳ ")
            if branch.depth
            else Markup()
        )
        points = f"{number_text(rolled.done_points)} / {number_text(rolled.points)}"
        rows.append(
            (
                indent + sheet.titled(branch.epic),
                sheet.status(branch.epic),
                sheet.link(release_page(branch.release.id), branch.release.id) if branch.release is not None else "–",
                bar(rolled.done, rolled.stories, say("done")) if rolled.stories else "–",
                _statuses(sheet, branch),
                plain(points)
                + (
                    Markup('<br><span class="tpo-note">{}</span>').format(
                        say("{count} not estimated", count=rolled.unestimated)
                    )
                    if rolled.unestimated
                    else ""
                ),
                f"{rolled.covered} / {rolled.expected}" if rolled.expected else "–",
                *((f"{rolled.proven} / {rolled.provable}" if rolled.provable else "–",) if proof else ()),
            )
        )
    heads = (
        say("Epic"),
        say("Status"),
        say("Release"),
        say("Stories done"),
        say("Their statuses"),
        say("Points done"),
        say("Stories covered"),
        *((say("Proven"),) if proof else ()),
    )
    return grid(say("Epics"), heads, rows, (5, 6, 7))


def _statuses(sheet: Sheet, branch: Branch) -> Markup:
    """How many stories are in which category."""
    return Markup("<br>").join(
        Markup('<span class="tpo-note">{} {}</span>').format(count, sheet.words(name))
        for name, count in branch.rollup.categories.items()
    )


def _share(branch: Branch) -> Markup:
    return Markup('<span class="tpo-note">{}/{}</span>').format(branch.rollup.done, branch.rollup.stories)
