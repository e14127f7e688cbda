"""TPO003: a template of the project that cannot be rendered."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO003", "template-invalid", Severity.ERROR)
def template_invalid(project: Project) -> Iterator[Violation]:
    """A template of the project's own that cannot be read or rendered.

    ## Why it matters
    No site is built until it works: the last good one stays, and `build` says the template's place in one line.

    ## Example
    ```jinja title="templates/pages/item.md.j2"
    {% for link in view.links %}
    {{ link.target | ref }}
    ```

    ## Instead
    ```jinja title="templates/pages/item.md.j2"
    {% for link in view.links %}
    {{ link.target | ref }}
    {% endfor %}
    ```
    """
    yield from unread(project, "template")
