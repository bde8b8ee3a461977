"""Takes pictures of Teams cards with Microsoft's own renderer, to be looked at: light, dark, wide and on a phone.

    npm install --prefix /tmp/cards adaptivecards
    python -m tests.teams_pictures --renderer /tmp/cards --out /tmp/pictures

It needs playwright and a Chromium; where either is absent, or the renderer is, it says so and takes none.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from adapters import teams_cards
from bot import phrases
from bot.events import Verb
from bot.messages import Added, Button, Defined, Message, Quoted, Said
from corpus.document import Force

WIDTHS = {"phone": 360, "desktop": 720}

LIGHT = {"page": "#f5f5f5", "card": "#ffffff", "box": "#f0f0f0", "text": "#242424", "subtle": "#616161"}
DARK = {"page": "#1f1f1f", "card": "#292929", "box": "#3d3d3d", "text": "#ffffff", "subtle": "#adadad"}
TINTS = {
    "accent": ("#5b5fc7", "#9299f7"),
    "good": ("#237b4b", "#92c353"),
    "warning": ("#f8d22a", "#f8d22a"),
    "attention": ("#c4314b", "#f9526b"),
}
BLUE = ("#e8ebfa", "#2f2f4a")
YELLOW = ("#fbf6d9", "#463100")
RED = ("#fcf4f6", "#3b1519")

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; background: {page}; font-family: "Segoe UI", "DejaVu Sans", sans-serif }}
.card {{ background: {card}; border-radius: 6px; margin-bottom: 12px; padding: 4px }}
.ac-pushButton {{ border: 1px solid {subtle}; border-radius: 4px; background: transparent; color: {text};
                  padding: 6px 12px; font-weight: 600; font-size: 13px }}
</style><div id="cards"></div><script>{script}</script><script>
for (const card of {cards}) {{
  const shown = new AdaptiveCards.AdaptiveCard();
  shown.hostConfig = new AdaptiveCards.HostConfig({config});
  shown.parse(card);
  const frame = document.createElement("div");
  frame.className = "card";
  frame.appendChild(shown.render());
  document.getElementById("cards").appendChild(frame);
}}
</script>"""


def main() -> int:
    """Take the pictures, and say where they are or why there are none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--renderer", type=Path, required=True, help="where adaptivecards was installed")
    parser.add_argument("--out", type=Path, required=True, help="a folder for the pictures")
    given = parser.parse_args()
    script = given.renderer / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
    chromium = shutil.which("chromium")
    if not script.is_file() or chromium is None:
        sys.stderr.write("NO PICTURES: there is no adaptivecards in --renderer, or no chromium.\n")
        return 1
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.stderr.write("NO PICTURES: playwright is not installed.\n")
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, message in examples().items():
            for shade, colours in {"light": LIGHT, "dark": DARK}.items():
                for device, width in WIDTHS.items():
                    page = browser.new_page(viewport={"width": width, "height": 600}, device_scale_factor=2)
                    page.set_content(_page(message, script.read_text(encoding="utf-8"), colours))
                    path = given.out / f"{name}-{device}-{shade}.png"
                    page.screenshot(path=path, full_page=True)
                    page.close()
                    sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


def examples() -> Mapping[str, Message]:
    """The messages that are pictured."""
    return {"answer": _answer(), "disclosure": _disclosure(), "welcome": _welcome(), "odd": _odd()}


def _page(message: Message, script: str, colours: Mapping[str, str]) -> str:
    cards = [payload["attachments"][0]["content"] for payload in teams_cards.render(message)]  # type: ignore[index,call-overload]
    return PAGE.format(**colours, script=script, cards=json.dumps(cards), config=json.dumps(_config(colours)))


def _config(colours: Mapping[str, str]) -> dict[str, object]:
    """The look of Teams, near enough: its greys, its tints, and its sizes."""
    dark = colours is DARK
    tints = {name: {"default": pair[dark], "subtle": pair[dark]} for name, pair in TINTS.items()} | {
        "default": {"default": colours["text"], "subtle": colours["subtle"]}
    }

    def style(background: str) -> dict[str, object]:
        return {"backgroundColor": background, "foregroundColors": tints}

    return {
        "fontFamily": "Segoe UI, DejaVu Sans, sans-serif",
        "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
        "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "padding": 12},
        "separator": {"lineThickness": 1, "lineColor": colours["box"]},
        "containerStyles": {
            "default": style(colours["card"]),
            "emphasis": style(colours["box"]),
            "attention": style(RED[dark]),
            "accent": style(BLUE[dark]),
            "warning": style(YELLOW[dark]),
        },
        "actions": {
            "maxActions": 6,
            "actionsOrientation": "horizontal",
            "buttonSpacing": 8,
            "actionAlignment": "left",
        },
    }


def _buttons() -> tuple[Button, ...]:
    return tuple(Button(label=phrases.BUTTONS[verb], verb=verb, answer="3f2a") for verb in Verb)


def _quote(label: Force, words: str, **more: object) -> Quoted:
    given = {
        "force": label,
        "label": phrases.FORCES[label],
        "words": words,
        "citation": "Staff Code of Conduct · 3.2 · Online › Friends and followers · version 4 · page 7",
        "audience": "For: staff, volunteers",
    }
    return Quoted.model_validate(given | more)


def _answer() -> Message:
    return Message(
        parts=(
            _quote(
                Force.prohibition,
                "(a) accept a friend request from a pupil, or from a former pupil under 18;*",
                lead=("3.2 Members of staff must not, on any personal account:",),
                notes=(
                    Added(
                        label=phrases.STARRED_NOTE,
                        words="* Where the pupil is a member of your own family, tell the headteacher in writing.",
                    ),
                ),
                warnings=("This policy was due for review by 1 September 2026. Check that it still stands.",),
            ),
            _quote(
                Force.permission,
                "Staff may stay in touch with former pupils who are adults through the alumni page.",
                why="Exception to 3.2",
            ),
            Said(text=phrases.DEFINITIONS, quiet=True),
            Defined(words="“Pupil” means anyone on the roll of the school, and for two years after."),
            Said(
                text="If that does not settle it: ask Ann Lee (designated safeguarding lead, extension 204).",
                quiet=True,
            ),
        ),
        buttons=_buttons()[:-1],
    )


def _disclosure() -> Message:
    return Message(
        parts=(
            Said(text=phrases.IMMEDIATE, strong=True),
            Said(
                text="Tell Ann Lee (designated safeguarding lead, extension 204) now, in person or by telephone. Do not wait.",
                strong=True,
            ),
            Said(text=phrases.DO_NOT_INVESTIGATE),
            Said(text=phrases.KEPT_NOWHERE, quiet=True),
            Said(text=phrases.HOW_TO_REPORT),
            _quote(
                Force.obligation,
                "Every concern must be reported to the designated safeguarding lead on the same day.",
            ),
        ),
        buttons=_buttons()[1:3],
    )


def _welcome() -> Message:
    return Message(parts=(Said(text=phrases.WELCOME_HERE),), prompts=phrases.PROMPTS)


def _odd() -> Message:
    odd = "*must not* _ever_ [see](https://example.org) <at>Ann</at> @everyone :smile: `x` {{DATE(2026-11-21T08:00:00Z)}}"
    lines = "1. One\n2. Two\n\n    indented    with    gaps\n> not a quotation\nשלום عليكم"
    return Message(
        parts=(
            Said(text=phrases.NEAREST),
            _quote(Force.information, odd, quiet=True),
            _quote(Force.recommendation, lines, quiet=True),
        ),
        buttons=_buttons(),
    )


if __name__ == "__main__":
    raise SystemExit(main())
