"""What makes an SVG file more than a picture."""

from __future__ import annotations

import pytest

from tpo_docs.site.picture import why_not

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

HARMLESS = {
    "shapes": '<title>T</title><g style="fill:url(#g)"><path d="M0 0" fill="url(#g)"/></g><use href="#a"/>',
    "text of anything": "<text>onclick= javascript: &lt;script> @import url(x)</text>",
    "a picture inside": '<image href="data:image/png;base64,AA"/><style>p { fill: url("#g") }</style>',
    "a link": '<a href="https://example.org/"><text>x</text></a><a xlink:href="../page.html"><text>y</text></a>',
    "a font inside": "<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>",
    "what editors leave": '<metadata xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:RDF/></metadata>',
}

ALIVE = {
    "script": "<script>1</script>",
    "script by a prefix": '<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>',
    "script of HTML": '<script xmlns="http://www.w3.org/1999/xhtml">1</script>',
    "iframe of HTML": '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="x"/>',
    "foreign": "<foreignObject><p/></foreignObject>",
    "event": '<g\nonload="1"/>',
    "coded address": '<a href="&#106;ava&#10;script:1"><text>x</text></a>',
    "address of XLink": '<a xlink:href="javascript:1"><text>x</text></a>',
    "address by animation": '<a><animate attributeName="href" values="x;javascript:1"/></a>',
    "address by setting": '<a><set attributeName="href" to="x"/></a>',
    "data as a page": '<a href="data:text/html,x"><text>x</text></a>',
    "use of data": '<use href="data:image/svg+xml,x"/>',
    "picture from elsewhere": '<image href="https://evil.example/x.png"/>',
    "picture without a scheme": '<image href="//evil.example/x.png"/>',
    "paint from elsewhere": '<rect fill="url(https://evil.example/#x)"/>',
    "style from elsewhere": "<style>@import '//evil.example/x.css';</style>",
    "style by a prefix": '<x:style xmlns:x="http://www.w3.org/2000/svg">@import "x";</x:style>',
    "style in disguise": r"<style>p { fill: \75rl(//evil.example/x) }</style>",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_picture_is_let_through(name: str) -> None:
    assert why_not(SVG.format(HARMLESS[name]).encode()) == ""


@pytest.mark.parametrize("name", ALIVE)
def test_what_runs_or_loads_is_seen(name: str) -> None:
    assert why_not(SVG.format(ALIVE[name]).encode()) != ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_an_encoding_hides_nothing(encoding: str) -> None:
    head = "<?xml version='1.0' encoding='ISO-8859-1'?>" if encoding == "latin-1" else ""
    assert why_not(f"{head}{SVG.format('<path/>')}".encode(encoding)) == ""
    assert why_not(f"{head}{SVG.format('<script/>')}".encode(encoding)) != ""
    assert why_not(f"{head}{SVG.format('<style>@import url(x)</style>')}".encode(encoding)) != ""


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
        b"<?xml-stylesheet href='x.xsl' type='text/xsl'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><path></svg>",
        b"no picture <script>1</script>",
        b"",
    ],
)
def test_what_is_no_svg_is_said_to_be_none(data: bytes) -> None:
    assert why_not(data) != ""


def test_an_ordinary_head_is_no_reason() -> None:
    head = "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
    assert why_not(f"{head}<?xpacket x?>{SVG.format('')}".encode()) == ""
