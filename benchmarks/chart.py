"""The seconds of several tools as a small picture: an SVG that stands by itself, light or dark as its reader's screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _ROW, _LEFT, _RIGHT, _TOP = 640, 24, 190, 70, 34
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.q{fill:#57606a;font-size:12px}.o{fill:#8c959f}.t{fill:#1a7f37}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.q{fill:#9da7b3}.o{fill:#6e7681}.t{fill:#3fb950}}"
)


class Bar(NamedTuple):
    """A tool at a job."""

    name: str
    seconds: float
    ours: bool = False


def svg(title: str, bars: Sequence[Bar]) -> str:
    """The picture; the same bytes for the same numbers."""
    longest = max(bar.seconds for bar in bars)
    room = _WIDTH - _LEFT - _RIGHT
    height = _TOP + _ROW * len(bars) + 6
    said = "; ".join(f"{bar.name}: {bar.seconds:.1f} s" for bar in bars)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc><style>{_STYLE}</style>",
        f'<text x="0" y="18">{escape(title)}</text>',
    ]
    for number, bar in enumerate(bars):
        top = _TOP + number * _ROW
        width = max(1.0, room * bar.seconds / longest)
        kind = "t" if bar.ours else "o"
        drawn += [
            f'<text class="q" x="{_LEFT - 8}" y="{top + 14}" text-anchor="end">{escape(bar.name)}</text>',
            f'<rect class="{kind}" x="{_LEFT}" y="{top + 3}" width="{width:.1f}" height="15" rx="2"/>',
            f'<text class="q" x="{_LEFT + width + 6:.1f}" y="{top + 15}">{bar.seconds:.1f} s</text>',
        ]
    return "\n".join([*drawn, "</svg>", ""])
