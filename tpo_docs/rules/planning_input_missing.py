"""TPO502: a planned story without what planning computes with."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.config import Priority
from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.rule import rule
from tpo_docs.scope import release_of


@rule("TPO502", "planning-input-missing", Severity.WARNING, types=("story",))
def planning_input_missing(project: Project) -> Iterator[Violation]:
    """A story that is planned or agreed, without an estimate or an input of the project's score.

    ## Why it matters
    It takes up room in the release and counts as nothing, so order and forecast are wrong by as much. (An estimate
    is asked for once the project has a release or its first estimate, the inputs of the score once a story has a
    score or `priority` in `tpo-docs.yml` chooses another framework than the default.)

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep the cost rules of an office
    kind: debt
    status: ready
    owner: billing-team
    estimate: 3
    score: {value: 5, urgency: 3}  # finding: TPO502
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep the cost rules of an office
    kind: debt
    status: ready
    owner: billing-team
    estimate: 3
    score: {value: 5, urgency: 3, enables: 1}
    ---
    ```
    """
    stories = project.of_type("story")
    asked = _asked(project)
    for story in stories if asked else ():
        if story.category in (Category.DONE, Category.DEAD) or not may_have_field(project, story, "estimate", "score"):
            continue
        missing = [name for name in asked if not _has(story, name)]
        if missing and (story.committed or release_of(project, story) is not None):
            yield _violation(story, missing)


def _asked(project: Project) -> tuple[str, ...]:
    """What this project plans with."""
    asked: tuple[str, ...] = ()
    if project.has_type("release") or project.has_field("story", "estimate"):
        asked = ("estimate",)
    priority = project.configuration.priority
    if priority.framework == "moscow":
        return (*asked, "priority")
    if priority != Priority() or project.has_field("story", "score"):
        asked += tuple(name for name in priority.inputs if name not in asked)
    return asked


def _has(story: Item, name: str) -> bool:
    score = story.group("score")
    return bool(story.text(name) or (score is not None and score.text(name).strip()))


def _violation(story: Item, missing: list[str]) -> Violation:
    names = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    plain = [f"`{name}: …`" for name in missing if name in ("estimate", "priority")]
    scored = [f"{name}: …" for name in missing if name not in ("estimate", "priority")]
    ways = [*plain, *([f"`score: {{{', '.join(scored)}}}`"] if scored else [])]
    return Violation(
        story.place("score"), f"{story.id} is planned without {names}", story.id, "", f"write {' and '.join(ways)}"
    )
