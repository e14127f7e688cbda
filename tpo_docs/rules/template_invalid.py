"""TPO003: a template of the project that cannot be rendered."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO003", "template-invalid", Severity.ERROR)
def template_invalid(project: Project) -> Iterator[Violation]:
    """A template of the project's own that cannot be compiled, names what there is not, or takes no template's place.

    ## Why it matters
    No site is built until it works: the last good one stays. One that takes no template's place is never used. What
    fails only when a page is made, such as a field that not every item has, `build` says with its place in one line.

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
