"""The text within a block: words, code, emphasis, links, and abbreviations with what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

MEANT = {
    "pymdownx.arithmatex": "",
    "pymdownx.betterem": r"\*",
    "pymdownx.caret": "",
    "pymdownx.critic": "",
    "pymdownx.emoji": r":[\w+-]+:",
    "pymdownx.inlinehilite": "`",
    "pymdownx.keys": r"\+\+",
    "pymdownx.mark": "",
    "pymdownx.tilde": "",
}
"""Extensions that give signs a meaning, and the signs, as far as they are not special anyway."""
_ALWAYS = r"\\_{}\[\]<>&!|~^=$#@*`"
_SPECIAL = re.compile(rf"[{_ALWAYS}]")
_INLINE = re.compile(
    r"`(?P<code>[^`\\<>&\n]*[^`\\<>&\s][^`\\<>&\n]*)`(?!`)"
    rf"|\*\*(?P<strong>[^{_ALWAYS}\s](?:[^{_ALWAYS}]*[^{_ALWAYS}\s])?)\*\*(?!\*)"
    rf"|\*(?P<em>[^{_ALWAYS}\s](?:[^{_ALWAYS}]*[^{_ALWAYS}\s])?)\*(?!\*)"
    r'|(?P<open><(?:a|span) class="tpo-[\w -]+"(?: (?:href|data-tpo-id|title)="[\w ./#:%?=,;()-]*")*>)'
    r"|(?P<close></(?:a|span)>)"
    rf"|\[(?P<label>(?:[^{_ALWAYS}\n]|&#\d+;)+)\]\((?P<address>[\w./#%-]+)\)"
    r'(?:\{: (?P<classes>(?:\.[\w-]+ )+)data-tpo-id="(?P<ref>[\w./-]+)" \}|(?!\{))'
    r"|(?P<entity>&#[1-9][0-9]{1,4};|&amp;)"
)
_ENTITY = re.compile(r"&#([1-9][0-9]{1,4});")
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)


class NotPlainError(Exception):
    """The page holds something that is for Python-Markdown."""


class Words(NamedTuple):
    """The abbreviations that a page explains, and how it finds what it links to."""

    meanings: Mapping[str, str]
    pattern: re.Pattern[str] | None
    address: Callable[[str], str]


class Inline:
    """Renders texts as the extensions of a converter understand them."""

    def __init__(self, extensions: Iterable[str]) -> None:
        meant = "|".join(MEANT[name] for name in extensions if MEANT.get(name))
        self._meant = re.compile(meant) if meant else None

    def means_more(self, text: str) -> bool:
        """Whether an extension may give a sign in it a meaning."""
        return self._meant is not None and self._meant.search(text) is not None

    def html(self, text: str, words: Words) -> tuple[str, bool]:
        """The HTML of a text, and whether the sanitiser has to look at it."""
        if not text.replace("\n", "").isprintable() or self.means_more(text):
            raise NotPlainError
        if _SPECIAL.search(text) is None:
            return explained(text, words)
        made: list[str] = []
        end, unclean = 0, False
        for found in _INLINE.finditer(text):
            plain, also = _plain(text[end : found.start()], words)
            unclean |= also
            end = found.end()
            made.append(plain)
            kind = found.lastgroup
            if kind == "code":
                made.append(f"<code>{found[kind].strip()}</code>")
            elif kind in ("address", "ref"):
                label = shown(found["label"], words)
                ref = ""
                if kind == "ref":
                    classes = found["classes"].replace(".", "").strip()
                    ref = f' class="{classes}" data-tpo-id="{found["ref"]}"'
                made.append(f'<a{ref} href="{words.address(found["address"])}">{label}</a>')
                unclean = True
            elif kind in ("strong", "em"):
                inner, also = explained(found[kind], words)
                unclean |= also
                made.append(f"<{kind}>{inner}</{kind}>")
            else:
                made.append(found[0])
                unclean = True
        rest, also = _plain(text[end:], words)
        return "".join(made) + rest, unclean | also


def explained(text: str, words: Words) -> tuple[str, bool]:
    """A plain text, with its abbreviations explained."""
    if words.pattern is None or not words.pattern.search(text):
        return text, False
    return words.pattern.sub(lambda found: _abbreviation(found[0], words), text), True


def shown(text: str, words: Words) -> str:
    """A text with entities, as the sanitiser writes it."""
    pieces = _ENTITY.split(text)
    pieces[::2] = [explained(piece, words)[0] for piece in pieces[::2]]
    pieces[1::2] = [escaped(chr(int(number))) for number in pieces[1::2]]
    return "".join(pieces)


def escaped(text: str) -> str:
    """A text as the sanitiser writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str, words: Words) -> tuple[str, bool]:
    if _SPECIAL.search(text) is not None:
        raise NotPlainError
    return explained(text, words)


def _abbreviation(text: str, words: Words) -> str:
    meaning = _AMPERSAND.sub("&amp;", words.meanings[text]).replace("<", "&lt;").replace(">", "&gt;")
    return f'<abbr title="{meaning.replace(chr(34), "&quot;")}">{text}</abbr>'
