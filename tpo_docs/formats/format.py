"""What a format is: a review in, bytes out."""

from __future__ import annotations

from collections.abc import Callable

from tpo_docs.model import Review

Writer = Callable[[Review], bytes]
