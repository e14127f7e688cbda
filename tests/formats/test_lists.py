"""Values of lists in the export."""

from __future__ import annotations

from tests.cases import case
from tpo_docs.formats.project_json import document

_CASE = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split
tags: {tags}
---
```
"""


def test_a_list_is_a_list_of_its_values_however_it_is_written() -> None:
    for written, tags in (("one", ["one"]), ("[one, two]", ["one", "two"])):
        (item,) = document(case(_CASE.replace("{tags}", written)).review())["items"]
        assert item["fields"]["tags"] == tags
