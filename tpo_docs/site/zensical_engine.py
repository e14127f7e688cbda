"""Builds a staged tree with Zensical (experimental)."""

from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_engine import Job


def build(job: Job) -> tuple[str, ...]:
    """Builds."""
    raise SiteError("not yet")
