"""What could not be read, as violations: the rules about reading only choose which part is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Violation


def unread(project: Project, about: str) -> Iterator[Violation]:
    """A violation for each part of the input of that sort that could not be read."""
    for problem in project.unread:
        if problem.about == about:
            # The reason up to its first comma stays the same when lines move; behind it stand places.
            yield Violation(problem.at, problem.reason, problem.item, problem.reason.partition(",")[0], problem.mend)
