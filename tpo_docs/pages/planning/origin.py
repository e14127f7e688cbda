"""Where a forecast and the metrics of delivery take their numbers from, in words: pages and the command line say it."""

from __future__ import annotations

from tpo_docs.model import Project
from tpo_docs.planning.chronicle import chronicle
from tpo_docs.words import Words

UNKNOWN = {
    "no-repository": "There is no history: no tracker's export, no records/snapshots.jsonl, and no Git repository.",
    "no-commits": "There is no history yet: no commit holds any item.",
    "no-rows": "The history is empty: its source has no row on this project's items.",
}
SHALLOW = "This is a shallow clone, with not enough history: `git fetch --unshallow` brings the rest."


def origin(project: Project, say: Words) -> str:
    """A sentence on the source of the history."""
    found = chronicle(project)
    if found.source == "snapshots" and not found.lacks:
        return say(
            "From the recorded days in records/snapshots.jsonl, {first} to {last}.", first=found.first, last=found.last
        )
    if found.source == "tracker" and not found.lacks:
        export = project.configuration.history.export
        text = say(
            "From the tracker's export {export}, {first} to {last}.", export=export, first=found.first, last=found.last
        )
        if found.strange:
            text += " " + say("{count} of its rows are on items that this project does not have.", count=found.strange)
        return text
    if found.lacks == "shallow":
        return say(SHALLOW)
    if found.source == "git" and not found.lacks:
        return say(
            "From the statuses in Git's commits, {first} to {last}.",
            first=found.first,
            last=found.last if found.ended else project.today,
        )
    return say(UNKNOWN.get(found.lacks, UNKNOWN["no-repository"]))


def throughput_words(project: Project, sample: tuple[int, ...], say: Words) -> str:
    """The same, with what was finished in the sample that a forecast rests on."""
    if not sample:
        return origin(project, say)
    return f"{origin(project, say)} " + say(
        "{finished} stories were finished in the last {weeks} full weeks.", finished=sum(sample), weeks=len(sample)
    )
