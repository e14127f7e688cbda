"""What must not be read by everybody: e-mail addresses, telephone numbers and strings that look like secrets.

Found by their form alone, so rather too much than too little: a number that looks like a telephone's is one. What a
project means to publish (the address of its help desk) it names in `disclosure: {allow: [...]}`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

MARK = "•••"
"""Stands where something was taken out; no word of any language."""
_MAX_TELEPHONE, _MIN_TELEPHONE = 15, 9
"""Digits of a number with its country: at most fifteen (ITU-T E.164)."""
_SHORTEST = 5
"""Characters that the shortest of them all has, `a@b.c`."""
_MIN_ENTROPY = 4.2
"""Bits a character from which a long word of mixed characters is a key rather than a name."""


class Sort(StrEnum):
    """What was found."""

    EMAIL = "e-mail address"
    TELEPHONE = "telephone number"
    SECRET = "secret"


class Hit(NamedTuple):
    """Something found in a text, from `start` up to `end`."""

    sort: Sort
    start: int
    end: int


PRIVATE_FIELDS = frozenset(
    [
        "email",
        "e_mail",
        "mail",
        "phone",
        "telephone",
        "telefon",
        "fax",
        "rufnummer",
        "password",
        "passwort",
        "passwd",
        "pwd",
        "api_key",
        "apikey",
        "access_key",
        "private_key",
        "client_secret",
        "credentials",
    ]
)
"""Fields that hold nothing else, whatever stands in them."""

_AT = r"(?:\\?[@＠﹫]|%40|&#0*64;|&#x0*40;|&commat;|\s?[\[({<](?:at|AT|ät|@)[\])}>]\s?)"
_DOT = r"(?:\.|\s?[\[({](?:dot|DOT|punkt|PUNKT|\.)[\])}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.%+\\-])[\w!#$%&'*+/=?^`{{|}}~.\\-]{{0,63}}[\w}}+]{_AT}(?!\dx\.)(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?{_DOT}){{1,8}}(?:[^\W\d_]{{2,24}}|xn--[\w-]+)",
)
_QUOTED_EMAIL = re.compile(r'"[^"\n]{1,64}"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}')
_SPOKEN_EMAIL = re.compile(
    r"(?i)(?<![\w.+-])[\w.+-]{1,64} (?:at|ät) (?:[\w-]{2,63} (?:dot|punkt) ){1,5}[a-z]{2,24}(?!\w)"
)
_PHONE_WORD = r"(?:tel(?:efon|ephone)?|phone|mobile|mobil|handy|cell|fax|call|rufnummer|ph|durchwahl)"
_PHONE_WORDS = ("tel", "phone", "mobi", "handy", "cell", "fax", "call", "rufnummer", "ph", "durchwahl")
_NAMED_TELEPHONE = re.compile(
    rf"(?i:\b{_PHONE_WORD}(?:\.|:|[ \t]|number|no\.?|nr\.?){{1,3}}[ \t]*)(?P<named>\+?[\d(][\d \t()./–-]{{3,22}}\d)"
)
_TELEPHONE = re.compile(
    r"(?=[+(\d])(?:"
    r"(?<![\w+.,])(?P<plus>(?:\+|00)[1-9][\d  ()./–-]{6,24}\d)(?!\d)"
    r"|(?<![\w.,+/-])(?P<area>\(0?\d{1,5}\)[  ]?\d[\d  /–-]{3,14}\d)(?!\w)"
    r"|(?<![\w.,+/-])(?P<national>0[1-9]\d{1,4}[  /–-][  ]?\d{2,}(?:[  /–-]\d{2,}){0,4})(?![\w-])"
    r"|(?<![\w.,+/-])(?P<extension>0[1-9]\d{1,4}[  /–-]\d{3,8}[–-]\d{1,4})(?![\w-])"
    r"|(?<![\w.,+/-])(?P<pairs>0[1-9](?P<between>[ . ])\d\d(?:(?P=between)\d\d){3})(?![\w.-]*\d)"
    r"|(?<![\w.,+/-])(?P<blocks>\d{3}(?P<sep>[-. ])\d{3}(?P=sep)\d{4})(?![\w-])"
    r")"
)
_ENOUGH = {"named": 5, "plus": _MIN_TELEPHONE, "area": 7, "national": 8, "extension": 8, "pairs": 10, "blocks": 10}
_TOKENS = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:.*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|.*)"
    # All that begins at a word stands behind one \b: most places of a text are passed at once.
    r"|\b(?:(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b"
    r"|gh[opsur]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|gl(?:ptt|dt|rt|soat)-[\w-]{16,}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10,}|AIza[\w-]{30,}|[sr]k_(?:live|test)_\w{10,}|sk-[\w-]{20,}"
    r"|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{20,}|dop_v1_[a-f0-9]{32,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|hf_[A-Za-z0-9]{30,}|ya29\.[\w-]{20,}|hvs\.[\w-]{20,}|ATATT3[\w=-]{20,}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?"
    r"|[a-z][a-z0-9+.-]{0,30}://[^\s/:@\"'<>]*:(?P<inside>[^\s/@\"'<>]+)@"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{40,}|dapi[0-9a-f]{32}\b|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}\b"
    r"|whsec_[\w+/=-]{20,}|dckr_pat_[\w-]{20,}|sntry[su]_[\w=-]{16,}|PMAK-[\w-]{24,})"
    r"|https://hooks\.slack\.com/services/[\w/]+|https://discord(?:app)?\.com/api/webhooks/[\w/-]+"
    r"|https://[\w.-]*office\.com/webhook[\w/@-]+"
    r"|(?i:AccountKey|SharedAccessKey|sig)=(?P<account>[\w+/%-]{20,}={0,2})",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?i)(?:password|passwort|passwd|passphrase|kennwort|pwd|secret(?:[ _-]?(?:access[ _-]?)?key)?|api[ _-]?key|apikey|access[ _-]?key|private[ _-]?key"
    r"|client[ _-]?secret|auth[ _-]?token|access[ _-]?token|bearer|token|credential|pin)\b[\"'`*]*"
    r"(?:\s*(?:[:=]|=>|:=|\bis\b|\blautet\b)\s*|\s+(?=[\"'`]))[\"'`*]*(?P<value>[^\s\"'`<>,;|*]{4,})"
)
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+(?P<value>[\w.~+/-]{16,}=*)")
_LONG = re.compile(r"(?<![\w./+-])[A-Za-z0-9+_=-]{32,}(?![\w/])")
_LENGTHY = re.compile(r"[A-Za-z0-9+_=-]{32}")
_NUMBERED = re.compile(r"SK[0-9a-f]{32}")
"""A key of Twilio's."""
_DIGITS, _LETTER = re.compile(r"\d(?:[ \t()./–-]{0,3}\d){4}"), re.compile(r"[^\W\d_]")
_HINTS = (
    *(
        "AKIA",
        "ASIA",
        "AROA",
        "AIDA",
        "ghp_",
        "gho_",
        "ghs_",
        "ghu_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "glptt-",
        "gldt-",
    ),
    *(
        "glrt-",
        "glsoat-",
        "xox",
        "AIza",
        "k_live_",
        "k_test_",
        "sk-",
        "npm_",
        "pypi-",
        "dop_v1_",
        "SG.",
        "hf_",
        "ya29.",
    ),
    *(
        "dapi",
        "shpat_",
        "shpca_",
        "shppa_",
        "shpss_",
        "whsec_",
        "dckr_pat_",
        "sntrys_",
        "sntryu_",
        "PMAK-",
        "AGE-SECRET",
    ),
    *("hvs.", "ATATT3", "eyJ", "PRIVATE KEY", "ccountKey", "ccountkey", "ccessKey", "ccesskey", "sig=", "SIG="),
)
"""Without any of these, and without an address of the next kind, no token can be there: looking for them first is ten
times as fast."""
_ADDRESS = re.compile(
    r"://(?:[^\s/:@\"'<>]*:[^\s/@\"'<>]+@|hooks\.slack\.com/|discord(?:app)?\.com/|[\w.-]*office\.com/webhook)"
)
"""An address with a password in it, or one that is a secret itself; nearly every page has an address."""
_NAMED = ("passw", "passphrase", "kennwort", "pwd", "secret", "key", "token", "bearer", "basic", "credential", "pin")
_MAY_BE_EMAIL = re.compile(r"[@＠﹫]|%40|&#|&commat|[\[({<](?:at|AT|ät)[\])}>]")


def is_private(name: str) -> bool:
    """Whether a field of that name holds nothing that anybody else may see."""
    return name.casefold().replace("-", "_").replace(" ", "_") in PRIVATE_FIELDS


def hits(text: str, allow: Collection[str] = ()) -> tuple[Hit, ...]:
    """All that was found, from left to right, none inside another. `allow` holds what may be published, as
    written; `@example.org` allows all addresses of that domain."""
    if len(text) < _SHORTEST:
        return ()
    found = sorted(_all(text), key=lambda hit: (hit.start, -hit.end))
    allowed = {_plain(one) for one in allow} if found else set()
    kept: list[Hit] = []
    for hit in found:
        if hit.end <= (kept[-1].end if kept else 0) or _is_allowed(_plain(text[hit.start : hit.end]), allowed):
            continue
        if kept and hit.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=hit.end)
        else:
            kept.append(hit)
    return tuple(kept)


def cleaned(text: str, allow: Collection[str] = ()) -> str:
    """The text with a mark in the place of each hit; as many lines as before."""
    found = hits(text, allow) if text else ()
    if not found:
        return text
    parts: list[str] = []
    end = 0
    for hit in found:
        parts += (text[end : hit.start], MARK, "\n" * text.count("\n", hit.start, hit.end))
        end = hit.end
    return "".join((*parts, text[end:]))


def shown(text: str, hit: Hit) -> str:
    """Enough of a hit to find it again, and no more: `ann…`; of a secret nothing but its sort."""
    return f"'{text[hit.start : hit.end][:3]}…'" if hit.sort is not Sort.SECRET else ""


def _may_hold_token(text: str) -> bool:
    """Whether it is worth looking for tokens; never False where there is one."""
    return _has(text, _HINTS) or _ADDRESS.search(text) is not None


def _all(text: str) -> Iterator[Hit]:
    if _MAY_BE_EMAIL.search(text):
        for match in _EMAIL.finditer(text):
            yield Hit(Sort.EMAIL, match.start(), match.end())
    if '"@' in text:
        for match in _QUOTED_EMAIL.finditer(text):
            yield Hit(Sort.EMAIL, match.start(), match.end())
    if " dot " in text or " punkt " in text:
        for match in _SPOKEN_EMAIL.finditer(text):
            yield Hit(Sort.EMAIL, match.start(), match.end())
    if _DIGITS.search(text):
        yield from _telephones(text)
    yield from _secrets(text)


def _has(text: str, words: Collection[str]) -> bool:
    for word in words:  # noqa: SIM110 - three times as fast as any() of a generator, for every text of a project
        if word in text:
            return True
    return False


def _telephones(text: str) -> Iterator[Hit]:
    matches = list(_TELEPHONE.finditer(text))
    if _has(text.lower(), _PHONE_WORDS):
        matches += _NAMED_TELEPHONE.finditer(text)
    for match in matches:
        group = {"sep": "blocks", "between": "pairs"}.get(match.lastgroup or "", match.lastgroup)
        assert group is not None
        number = match[group].replace("(0)", "")
        digits = sum(character.isdigit() for character in number)
        if _ENOUGH[group] <= digits <= _MAX_TELEPHONE + 2 and not _is_date(number):
            yield Hit(Sort.TELEPHONE, match.start(group), match.end(group))


def _is_date(number: str) -> bool:
    return re.fullmatch(r"\(?\d{4}[-/.]\d\d?[-/.]\d\d?(?:[ T–-].*)?", number.strip()) is not None


def _secrets(text: str) -> Iterator[Hit]:
    for match in _TOKENS.finditer(text) if _may_hold_token(text) else ():
        group = match.lastgroup
        yield Hit(Sort.SECRET, match.start(group or 0), match.end(group or 0))
    low = text.lower()
    for pattern in (_ASSIGNED, _BEARER) if _has(low, _NAMED) else ():
        for match in pattern.finditer(text):
            value = match["value"].rstrip(".)")
            if pattern is _BEARER or _is_password(value):
                yield Hit(Sort.SECRET, match.start("value"), match.start("value") + len(value))
    for match in _LONG.finditer(text) if _LENGTHY.search(text) else ():
        if _is_random(match[0]) or _NUMBERED.fullmatch(match[0]):
            yield Hit(Sort.SECRET, match.start(), match.end())


def _is_password(value: str) -> bool:
    """Whether it is no word of prose: it mixes letters with digits or signs, or is a row of digits."""
    if value.startswith(("[[", "${", "{{", "$(", "http://", "https://")):
        return False
    letters = _LETTER.search(value) is not None
    others = any(not character.isalpha() and character not in "-_./()[]{}:" for character in value)
    return others and (letters or value.isdigit())


def _is_random(word: str) -> bool:
    if not (re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and len(re.findall(r"\d", word)) >= 3):
        return False
    counts = Counter(word)
    entropy = -sum(count / len(word) * math.log2(count / len(word)) for count in counts.values())
    return entropy >= _MIN_ENTROPY


def _is_allowed(found: str, allowed: Collection[str]) -> bool:
    return found in allowed or any(one.startswith("@") and found.endswith(one) for one in allowed)


def _plain(text: str) -> str:
    """As two ways to write the same address or number are compared."""
    flat = "".join(text.split()).casefold()
    return "".join(character for character in flat if character not in "()/-–") if flat[:1] in "+0(" else flat
