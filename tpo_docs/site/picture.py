"""Whether an SVG file is a picture and nothing more: read as a browser reads it, not searched for words.

A browser that opens an attachment by its address runs what the file holds, so that encodings, prefixes of namespaces
and entities must not hide anything from us.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_METADATA = frozenset(("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/"))
_EDITORS = ("http://sodipodi.sourceforge.net/", "http://www.inkscape.org/", "http://www.serif.com/", "http://ns.adobe.com/", "http://www.bohemiancoding.com/", "http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://www.figma.com/", "https://boxy-svg.com")  # fmt: skip
_ALIVE = frozenset(("script", "foreignobject", "handler", "listener", "iframe", "audio", "video", "set", "discard"))
_ADDRESSES = frozenset(("href", "src", "action", "from", "to", "by", "values"))
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]")
_LOADED = re.compile(
    r"@import|(?:url|image-set|src|image)\(\s*[\"']?(?!\s*[#\"')]|data:(?:image|font)/)", re.IGNORECASE
)
_IGNORED = re.compile(r"[\x00-\x20]+")


def why_not(data: bytes) -> str:
    """Why an SVG file may not stand on a site; empty where nothing in it runs or loads from elsewhere."""
    problems: list[str] = []
    inside: list[str] = []
    style: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name.rpartition(" ")[2].lower())
        problems.extend(_problems(name, attributes))

    def end(_: str) -> None:
        inside.pop()

    def text(written: str) -> None:
        if inside[-1] == "style":
            style.append(written)

    def entity(*_: Any) -> None:
        problems.append("it declares an entity")

    def instruction(target: str, _: str) -> None:
        if target != "xpacket":
            problems.append(f"it holds the instruction {target}")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return problems[0] if problems else f"it is no SVG: {error}"
    if _loads("".join(style)):
        problems.append("its style loads something")
    return problems[0] if problems else ""


def _loads(style: str) -> bool:
    return "\\" in style or _LOADED.search(style) is not None


def _problems(name: str, attributes: dict[str, str]) -> list[str]:
    namespace, _, tag = name.rpartition(" ")
    found = []
    if namespace != _SVG and namespace not in _METADATA and not namespace.startswith(_EDITORS):
        found.append(f"it holds <{tag}> of another language than SVG")
    if tag.lower() in _ALIVE:
        found.append(f"it holds <{tag}>")
    for key, value in attributes.items():
        attribute = key.rpartition(" ")[2].lower()
        if attribute.startswith("on"):
            found.append(f"it holds {attribute}=")
        if attribute in _ADDRESSES and _leads_elsewhere(tag, value):
            found.append(f"<{tag}> leads elsewhere")
        if "(" in value and _loads(value):
            found.append(f"{attribute}= loads something")
    return found


def _leads_elsewhere(tag: str, value: str) -> bool:
    """Links may lead to pages of the web; what is loaded must be in the file itself."""
    for one in value.split(";") if tag.lower().startswith("animate") else [value]:
        address = _IGNORED.sub("", one).lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
        if scheme is None and not address.startswith(("//", "\\\\", "/\\", "\\/")):
            continue
        if tag.lower() == "a" and scheme is not None and scheme[0] in {"http:", "https:", "mailto:"}:
            continue
        if _PICTURE.match(address) is None:
            return True
    return False
