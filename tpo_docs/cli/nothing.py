"""What is said instead of an empty table: what is missing, and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpo_docs.words import words

if TYPE_CHECKING:
    from tpo_docs.model import Project

_TITLES = {"story": "As a …, I want …", "release": "First release", "epic": "What belongs together", "test": "…"}


def none_of(project: Project, name: str) -> str:
    """Why a project has nothing of a type, and what to do about it; empty where it has some."""
    if project.has_type(name):
        return ""
    spec = project.schema.types.get(name)
    plural = words("en").plural(name).lower()
    if spec is None:
        return f"there are no {plural}: the profile '{project.configuration.profile}' does not have them"
    if not project.configuration.writes_own:
        return f"there are no {plural}: no file of the sources is one (`map` in tpo-docs.yml says which are)"
    return f'there are no {plural} yet; `tpo-docs new {name} "{_TITLES.get(name, "…")}"` writes the first one'
