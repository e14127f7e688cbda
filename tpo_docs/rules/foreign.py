"""Items with a foreign front matter: they can only be asked for what the configuration maps."""

from __future__ import annotations

from tpo_docs.config import FieldMap
from tpo_docs.model import Item, Project


def mapping_of(project: Project, item: Item) -> FieldMap | None:
    """How the item's front matter was made ours; None where it is ours as it stands."""
    sources = project.configuration.sources
    return sources[item.source].map if item.source < len(sources) else None


def may_have_field(project: Project, item: Item, *names: str) -> bool:
    """Whether the item's source can hold one of these fields at all."""
    mapping = mapping_of(project, item)
    return mapping is None or any(name in mapping.fields.values() for name in names)


def may_have_link(project: Project, item: Item, *roles: str) -> bool:
    """Whether the item's source can hold a link of one of these roles at all."""
    mapping = mapping_of(project, item)
    if mapping is None:
        return True
    keywords = project.schema.keywords
    return any(keywords[link.role][0] in roles for link in mapping.links.values() if link.role in keywords)
