"""What a format is: a review in, bytes out; of some formats several files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tpo_docs.model import Review

Writer = Callable[[Review], bytes]
FilesWriter = Callable[[Review], Mapping[str, bytes]]
"""By file name."""
