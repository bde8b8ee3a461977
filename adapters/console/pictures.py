"""Pictures of what was asked: questions by week and by policy, as SVG without scripts, light and dark."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

from bot import phrases
from bot.gap_policies import AskedOf
from bot.gaps import Week

WIDE, HIGH = 560, 280
"""The size in the picture's own units: small, so that its words can be read on a phone."""

MARGIN = 8

BAR = 34
"""The height of a policy's bar."""

LONGEST_TITLE = 18.0
"""How wide a policy's title may be beside its bar, in heights of its letters."""

LETTERS = 13
"""The height of the letters beside bars."""

USUAL, CAPITAL, WIDEST = 0.6, 0.8, 1.1
"""How wide letters are, in their heights: what draws keeps the usual width free for each."""

NAMED = 9
"""Weeks that are named below the picture, at most."""

MOST = 12
"""Policies that are drawn; the table below holds all."""

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"

_HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2.4" height="6"/></pattern>'
)
"""What questions without a rule are filled with, so that nobody has to tell colours apart."""

_CSS = """inline:
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; }
.graph > .background, .plot > .background { fill: none; }
.axis text, .axis text.major, .legends .legend text { fill: #1b1b1f; }
.axis .line, .axis .guide.line, .axis .major.line, .axis .major.guide.line { stroke: #dcdce1; stroke-dasharray: none; }
.reactive, .active .reactive { fill-opacity: 1; stroke-opacity: 1; stroke-width: 1; }
.color-0, .color-0 a:visited { fill: #1f4e79; stroke: #1f4e79; }
.color-1, .color-1 a:visited { fill: url(#hatch); stroke: #9a6b00; }
.hatch-ground { fill: #fbe3b0; stroke: none; } .hatch-line { fill: #9a6b00; stroke: none; }
@media (prefers-color-scheme: dark) {
  .axis text, .axis text.major, .legends .legend text { fill: #ececf0; }
  .axis .line, .axis .guide.line, .axis .major.line, .axis .major.guide.line { stroke: #34353b; }
  .color-0, .color-0 a:visited { fill: #9cc7ff; stroke: #9cc7ff; }
  .color-1, .color-1 a:visited { fill: url(#hatch); stroke: #f0c24b; }
  .hatch-ground { fill: #38280f; } .hatch-line { fill: #f0c24b; }
}
"""


def weeks(found: Sequence[Week]) -> bytes:
    """A bar for each week: answered below, and without a rule on top."""
    step = max(1, -(-len(found) // NAMED))
    labels = [f"{each.week.day} {each.week:%b}" if at % step == 0 else "" for at, each in enumerate(found)]
    chart = _charts().StackedBar(**_looks(HIGH), x_labels=labels, include_x_axis=True)
    chart.add(phrases.GAPS_ANSWERED, [each.answered for each in found])
    chart.add(phrases.GAPS_SILENT, [each.silent for each in found])
    return _drawn(chart, max((each.asked for each in found), default=0))


def policies(found: Sequence[AskedOf]) -> bytes:
    """A bar for each policy: how often it was quoted, and how many questions without a rule came nearest to it."""
    drawn = list(reversed(found[:MOST]))
    labels = [_short(each.title) for each in drawn]
    room = USUAL * max(map(len, labels), default=0)
    more = max((_wide(each) - room for each in labels), default=0.0)
    looks = {**_looks(90 + BAR * len(drawn)), "margin_left": MARGIN + LETTERS * max(0.0, more)}
    chart = _charts().HorizontalStackedBar(**looks, x_labels=labels)
    chart.add(phrases.GAPS_QUOTED_OF, [each.quoted for each in drawn])
    chart.add(phrases.GAPS_SILENT, [each.silent for each in drawn])
    return _drawn(chart, max((each.quoted + each.silent for each in drawn), default=0))


@cache
def _charts() -> Any:
    """What draws, imported when the first picture is wanted."""
    import pygal
    import pygal.style

    # It leaves behind what looks for modules of its own, in a form that Python no longer asks.
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)]
    return pygal


def _looks(height: int) -> dict[str, Any]:
    return {
        "width": WIDE,
        "height": height,
        "style": _charts().style.Style(
            font_family=_FONT,
            background="transparent",
            plot_background="transparent",
            colors=("#1f4e79", "url(#hatch)"),
            label_font_size=LETTERS,
            major_label_font_size=LETTERS,
            legend_font_size=14,
            transition="0s",
        ),
        "css": ["file://style.css", "file://graph.css", _CSS],
        "defs": [_HATCH],
        "js": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "margin": MARGIN,
        "print_values": False,
        "no_data_text": "",
        "formatter": lambda number: f"{number:,.0f}",
    }


def _drawn(chart: Any, most: int) -> bytes:
    step = next(each * 10**power for power in range(9) for each in (1, 2, 5) if each * 10**power * 5 >= most)
    chart.y_labels = list(range(0, max(most, 1) + step, step))
    chart.add_xml_filter(_plain)
    drawn: str = chart.render(is_unicode=True)
    return drawn.encode()


def _plain(root: Any) -> Any:
    """The picture without scripts, and hidden from screen readers, who are given the table and the words beside it."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.endswith("script"):
                parent.remove(child)
    root.set("aria-hidden", "true")
    return root


def _short(title: str) -> str:
    """A title that has room beside its bar: the whole of it, or its beginning."""
    if _wide(title) <= LONGEST_TITLE:
        return title
    kept = next(title[:end] for end in range(len(title), -1, -1) if _wide(title[:end] + "…") <= LONGEST_TITLE)
    return f"{kept.rstrip()}…"


def _wide(text: str) -> float:
    """About how wide a text is, in heights of its letters."""
    return sum(WIDEST if each in "mwMW…" else CAPITAL if each.isupper() else USUAL for each in text)
