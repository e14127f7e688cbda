"""What is found after an edit of a few texts: all that was found before, with its places moved, where rules read no more
of the new text than of the old one. So an answer while typing needs neither the other files nor the rules.

Nothing is written: each answer compares the texts of now with those of the last whole check.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from tpo_docs.files.memory import Memory, Mend

if TYPE_CHECKING:
    from tpo_docs.model import SourceFile
    from tpo_docs.parse import FileContent

MOST = 20
"""So many pages at most: from then on, a whole check is soon cheaper, and its result is kept."""


def mender(memory: Memory, parsed: Mapping[str, tuple[SourceFile, FileContent]] | None = None) -> Mend:
    """Says what is found now in the project that is remembered there; of files as they are, or as they were `parsed`."""
    return partial(_mended, memory, parsed)


def _mended(
    memory: Memory,
    parsed: Mapping[str, tuple[SourceFile, FileContent]] | None,
    found: Any,
    changed: Mapping[str, str],
) -> Any:
    if len(changed) > MOST:
        return None
    # Imported here, since a check where nothing has changed needs none of it.
    from tpo_docs import contents  # noqa: PLC0415 - as above
    from tpo_docs.files import kept  # noqa: PLC0415 - as above
    from tpo_docs.files.settings import read_configuration  # noqa: PLC0415 - as above
    from tpo_docs.model import SourceFile  # noqa: PLC0415 - as above
    from tpo_docs.parse import parse_file  # noqa: PLC0415 - as above
    from tpo_docs.report.report import moved  # noqa: PLC0415 - as above

    configuration = read_configuration(memory.store)
    before = kept.records(memory.folder, changed, kept.key_of(configuration))
    if before is None:
        return None
    read = {} if parsed is None else dict(parsed)
    for path, data in memory.store.read(changed if parsed is None else ()):
        if isinstance(data, str):
            return None
        file = SourceFile(path, data, *before[path][0])
        read[path] = file, parse_file(file, configuration)
    for path in changed:
        file, content = read[path]
        place, record = before[path]
        if place != (file.docs_path, file.source):
            return None
        now = contents.pack(content, file)
        moves = contents.moves(record, now)
        if moves is None or not moved(found, path, moves, contents.first_line(now)):
            return None
    return found
