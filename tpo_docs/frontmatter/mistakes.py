"""What a YAML library finds wrong, in plain words."""

from __future__ import annotations

_QUOTE = "put the value in quotes"
_IN_PLAIN_WORDS = (  # what libyaml says, whether to point where it began, what we say, how to mend it
    ("unknown escape", False, "a `\\` in double quotes starts an escape that YAML does not know", "use single quotes"),
    ("quoted scalar", True, "the quote that opens here is not closed", "close it on the same line"),
    ("mapping values are not allowed", False, "a value without quotes holds a colon and a space", _QUOTE),
    ("cannot start any token", False, "a value cannot start with `{at}`", _QUOTE),
    ("node content", False, "a value cannot start with `{at}`", _QUOTE),
    ("alphabetic or numeric", True, "`{opened}` at a value's start is YAML's sign for an anchor", _QUOTE),
    (
        "could not find expected ':'",
        True,
        "this line has no `name: value`",
        "write a colon and a space behind the name",
    ),
    ("block sequence entries", False, "a list cannot start on the line of its name", "start it on the next line"),
    ("',' or", True, "the `{opened}` that opens here is not closed", f"close it, or {_QUOTE}"),
    ("expected", False, "`{at}` cannot follow the value before it", "put the whole value in quotes"),
)


def in_plain_words(problem: str, text: str, index: int, opened: int) -> tuple[int, str, str]:
    """Where to point, what is wrong and how to mend it, from the words of the YAML library."""
    character = text[index : index + 1]
    is_first = not text[text.rfind("\n", 0, index) + 1 : index].strip()
    if is_first and character == "\t":
        return index, "a tab in the indentation", "indent with spaces"
    if is_first and character == ":":
        return index, "a value has no name", "write the name before the colon"
    if is_first and "did not find expected" in problem and "node content" not in problem and "',' or" not in problem:
        return index, "the indentation does not fit the lines above", "indent it like its neighbours"
    for words, points_back, reason, mend in _IN_PLAIN_WORDS:
        if words in problem:
            shown = reason.replace("{at}", character).replace("{opened}", text[opened : opened + 1])
            return (opened if points_back else index), shown, mend
    return index, f"this is no YAML ({' '.join(problem.split())})", _QUOTE
