"""How the scope of a release moved: its burn-up with the forecast as a cone, its drift, and each step of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tpo_docs import charts
from tpo_docs.charts import Axis, Line, Part
from tpo_docs.model import ReleaseState
from tpo_docs.pages.planning.sheet import Piece, Sheet, figure, grid, note
from tpo_docs.planning import burn_up
from tpo_docs.planning.burn_up import ScopeStep
from tpo_docs.planning.outlook import Outlook
from tpo_docs.planning.priorities import number_text

_MAX_MARKS = 4
_MAX_STEPS = 40
_MAX_FLAGS = 12
_FAR = 2200
"""From this year on a target is no date to draw."""
_Days = tuple[tuple[date, ReleaseState], ...]


def pieces(sheet: Sheet, seen: Outlook, days: _Days) -> Iterator[Piece]:
    """The burn-up of a release over the days on which something is known of it, and what is to be said of it."""
    say = sheet.words
    steps = burn_up.scope_steps(sheet.project, seen.release)
    yield figure(_chart(sheet, seen, days, steps))
    if not any(seen.release.id in day.releases for day in sheet.project.snapshots):
        yield note(
            say("No day of this release is recorded: this is today's scope, by the days on which its stories came.")
        )
    net, drift = burn_up.net_drift(sheet.project, seen.release), burn_up.drift(sheet.project, seen.release)
    if net is not None and drift is not None:
        yield note(
            say(
                "Scope drift {net} %: (scope now − scope of {since}) / the latter, in stories. {added} came and {removed} went.",
                net=f"{round(100 * net):+d}",
                since=drift.since,
                added=drift.added,
                removed=drift.removed,
            )
        )
    if steps:
        rows = (
            (
                str(step.on),
                f"{number_text(step.before)} → {number_text(step.after)}",
                sheet.refs(step.added) or "–",
                sheet.refs(step.removed) or "–",
            )
            for step in steps[-_MAX_STEPS:]
        )
        yield grid(say("How the scope moved"), (say("Day"), say("Stories"), say("Added"), say("Removed")), rows)


def _chart(sheet: Sheet, seen: Outlook, days: _Days, steps: Sequence[ScopeStep]) -> str:
    say = sheet.words
    points = any(state_.scope_points for _, state_ in days)
    scope = [(float(day.toordinal()), s.scope_points if points else s.scope) for day, s in days]
    done = [(float(day.toordinal()), s.done_points if points else s.done) for day, s in days]
    lines = [
        Line(Part("first", say("Scope")), tuple(scope), step=True),
        Line(Part("second", say("Done")), tuple(done), step=True),
    ]
    cone: tuple[tuple[float, float], ...] = ()
    if seen.p15 is not None and seen.p50 is not None and seen.p85 is not None and seen.open and seen.p85 < date.max:
        start, top = done[-1], scope[-1][1]
        ends = [float(day.toordinal()) for day in (seen.p15, seen.p50, seen.p85)]
        for part, x in zip((Part("fifth", "P15"), Part("third", "P50"), Part("fourth", "P85")), ends, strict=True):
            lines.append(Line(part, (start, (x, top))))
        cone = (start, (ends[0], top), (ends[2], top))
    flags = [(float(step.on.toordinal()), _moved(step)) for step in steps[-_MAX_FLAGS:]]
    if seen.target is not None and seen.target.year < _FAR:
        flags.append((float(seen.target.toordinal()), say("target date")))
    ends_ = [x for line in lines for x, _ in line.points] + [x for x, _ in flags]
    low, high = min(ends_), max(ends_)
    marks = tuple(
        (x, date.fromordinal(round(x)).isoformat())
        for x in (low + (high - low) * part / (_MAX_MARKS - 1) for part in range(_MAX_MARKS))
    )
    most = max(y for line in lines for _, y in line.points) or 1.0
    names = tuple((x, date.fromordinal(round(x)).isoformat()) for x in dict.fromkeys(ends_))
    across = Axis(say("Day"), low, high, marks, names)
    up = Axis(
        say("Points") if points else say("Stories"),
        0.0,
        most,
        ((0.0, "0"), (most / 2, number_text(round(most / 2, 1))), (most, number_text(most))),
    )
    sentence = say(
        "Scope and what is done of it on each recorded day; upright lines are changes of the scope, the cone is the forecast from P15 to P85."
    )
    return charts.lines(
        sheet.frame(say("Burn-up in points") if points else say("Burn-up in stories"), sentence, say("Day")),
        lines,
        across,
        up,
        flags=flags,
        cone=cone,
    )


def _moved(step: ScopeStep) -> str:
    """How many stories a change of scope brought and took: `+3 −1`."""
    gone = len(step.removed) or max(0, round(step.before - step.after) if not step.added else 0)
    came = len(step.added) or max(0, round(step.after - step.before) if not step.removed else 0)
    return " ".join(text for text in (f"+{came}" if came else "", f"−{gone}" if gone else "") if text) or "±0"
