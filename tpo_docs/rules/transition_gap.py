"""TPO312: a rollout without training, migration or support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tpo_docs.model import Group, Item, Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.scope import planned

_DUTIES: Mapping[str, tuple[str, ...]] = {
    "training": ("train", "course", "e-learning", "schulung"),
    "migration": ("migrat", "cutover", "cut-over", "move", "moving", "umzug", "umstellung"),
    "support": ("support", "help desk", "helpdesk", "hotline", "betreuung"),
}
"""What a rollout needs → beginnings of words by which a title or tag says so."""


@rule("TPO312", "transition-gap", Severity.WARNING, types=("release",), escalates=True)
def transition_gap(project: Project) -> Iterator[Violation]:
    """A release that is rolled out to people without training, migration or support in its scope.

    ## Why it matters
    The software arrives and people cannot use it: they do not know how, their data is elsewhere, or nobody answers
    the telephone. What counts are transition requirements and rollout specifications of the release whose title,
    tags or first paragraph say what they are about.

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    target: 2027-06-30
    rollout: {audience: 1500}  # finding: TPO312, TPO312
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training of the billing clerks
    kind: rollout
    release: REL-mvp
    ---
    ```

    ## Instead
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    target: 2027-06-30
    rollout: {audience: 1500}
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training of the billing clerks
    kind: rollout
    release: REL-mvp
    ---
    ```
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Go-live weekend
    kind: rollout
    tags: [migration, support]
    release: REL-mvp
    ---
    ```
    """
    for release in project.of_type("release"):
        rollout = release.group("rollout")
        if rollout is None or not release.living or not _audience(rollout):
            continue
        texts = [_text(item) for item in _transition(project, release)]
        for duty, beginnings in _DUTIES.items():
            if not any(f" {start}" in text for text in texts for start in beginnings):
                message = f"{release.id} is rolled out to people, and nothing in its scope covers {duty}"
                mend = f"write `release: {release.id}` and `tags: [{duty}]` in a spec of kind rollout"
                yield Violation(release.place("rollout"), message, release.id, duty, mend)


def _audience(rollout: Group) -> bool:
    waves = rollout.find("waves")
    return waves is not None or rollout.text("audience").strip() not in ("", "0")


def _transition(project: Project, release: Item) -> Iterator[Item]:
    """The release's transition requirements and rollout specs, also those joined to something in its scope."""
    scope = planned(project).get(release.id, frozenset())
    for item in (*project.of_type("requirement"), *project.of_type("spec")):
        if item.kind in ("transition", "rollout") and item.living:
            ends = (*project.sources(item, "realizes", "specifies"), *project.targets(item, "specifies"))
            if item.id in scope or any(end.id in scope for end in ends):
                yield item


def _text(item: Item) -> str:
    return f" {item.title} {' '.join(item.texts('tags'))} {item.statement}".casefold()
