"""Pieces and lines of front matter to be put together: what is simple, what is YAML, and what is neither."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        *("a", "id", "b-c", "_x", "k y", "é", "ab", "REQ-1", "0161", "no", "~", "null", "2026-01-01", "x" * 120),
        *(
            ": ",
            ":",
            ":  ",
            "- ",
            "-",
            " - ",
            "  - ",
            "    ",
            "  ",
            " ",
            "\n",
            "\n",
            "\n",
            "\n  ",
            "\n- ",
            "\n  - ",
            "\nb: ",
        ),
        *(
            "'",
            '"',
            "''",
            "'a'",
            '"b c"',
            "[",
            "]",
            ", ",
            ",",
            "[a, b]",
            "[]",
            "{",
            "}",
            "{a: b}",
            "#",
            " #",
            "\n#",
            "\\",
        ),
        *("&", "*", "&a ", "*a", "!", "!!str ", "|", ">", "|\n  ", "%", "@", "`", "?", "? ", "=", "<<: ", "...", "---"),
        *("\t", "\u2028", "\x85", "\xa0", "\ufeff", "😀", "́", "\x00", "\x7f", "\u200d"),
    ]
)
LINES = st.sampled_from(
    [
        *(
            "a: b",
            "id: REQ-1",
            'c: "d e"',
            "e: 'f'",
            "g:",
            "h: []",
            "i: [a, b]",
            "j: [ a ,b ]",
            "k: x: y",
            "l:  z ",
            "b-c: d",
        ),
        *(
            "  - a",
            "- b",
            "  -  'c'",
            "  n: v",
            "  m:",
            "    o: p",
            "  more",
            "# c",
            "  # c",
            "",
            "   ",
            "q: [a,]",
            "r: [,]",
        ),
        *(
            "s: ~",
            "t: null",
            "  - null",
            "u: [null, ~]",
            "v: -1",
            "w: a #b",
            "x: 'a' b",
            "y: it's",
            "z: [a b, c-d]",
            "A: [a-]",
            "B: {value: 8, b-c: 5 }",
            "C: { }",
            "D: {a:  null,_b: c d}",
        ),
    ]
)
