"""Takes pictures of Teams cards with Microsoft's own renderer, to be looked at: light, dark, wide and on a phone.

    npm install --prefix /tmp/cards adaptivecards
    python -m tests.teams_pictures --renderer /tmp/cards --out /tmp/pictures

The messages are answers to real questions, from a policy that it publishes in a folder of its own. It needs
playwright and a Chromium; where either is absent, or the renderer is, it says so and takes none.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters import teams_cards
from bot import composing, phrases
from bot.desk import Desk
from bot.events import Verb
from bot.messages import Message, Said, To, Where
from bot.people import Contact
from bot.places import Person, Place, Platform
from bot.settings import Settings
from tests.bot_desks import TRUST, file, question

OTHER = "Odd School"
CONDUCT = """---
title: Staff Code of Conduct
organisation: Larkmere Trust
version: "4"
effective: 2025-01-01
review: 2026-08-31
audience: [staff, volunteers]
---

# Staff Code of Conduct

## 3 Friends and followers

3.1 Staff must not, on any personal account:

- accept a friend request from a pupil*
- message a pupil or a parent

\\* Where the pupil is a member of your own family, tell the headteacher in writing.

3.2 The rule in 3.1 does not apply to the school's own accounts.

3.3 Staff may stay in touch with former pupils who are adults through the alumni page.

3.4 A "friend request" means any invitation to follow or be followed by somebody online.

## 4 Concerns

4.1 Staff must report any safeguarding concern about a child to the designated safeguarding lead on the same day.

4.2 A member of staff whom a pupil tells of being hit or hurt at home must write down the pupil's own words.
"""
GREETINGS = """Greetings

1. Staff must write *must not* _this_ [a](https://b.example) @everyone <at>Ann</at> :smile: {{DATE(2026-11-21T08:00:00Z)}} שלום عليكم in a greeting.
"""
LEAD = Contact(role="Designated safeguarding lead", name="Ann Lee", reach="extension 204")
PLACE = Place(platform=Platform.teams, workspace="t", channel="c")
CHANNEL = Place(platform=Platform.teams, workspace="t", channel="19:c@thread.tacv2", thread="1763712000000")
ANN = Person(platform=Platform.teams, id="ann-id")

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
.ac-pushButton.style-destructive {{ background: #c4314b; border-color: #c4314b; color: #ffffff }}
.ac-pushButton.style-positive {{ background: #5b5fc7; border-color: #5b5fc7; color: #ffffff }}
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
    with TemporaryDirectory() as home:
        pictured = examples(Path(home))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, messages in pictured.items():
            for shade, colours in {"light": LIGHT, "dark": DARK}.items():
                for device, width in WIDTHS.items():
                    page = browser.new_page(viewport={"width": width, "height": 100}, device_scale_factor=2)
                    page.set_content(_page(messages, script.read_text(encoding="utf-8"), colours))
                    path = given.out / f"{name}-{device}-{shade}.png"
                    page.screenshot(path=path, full_page=True)
                    page.close()
                    sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


def examples(home: Path) -> Mapping[str, Sequence[Message]]:
    """The messages that are pictured, as people get them, from a school that publishes in this folder."""
    held = Desk.opened(Settings(home=home))
    held.add(TRUST, [file(home / "in", "conduct.md", CONDUCT)])
    held.publish(TRUST)
    held.store.set_contact(TRUST, LEAD)
    held.add(OTHER, [file(home / "in", "greetings.txt", GREETINGS)])
    held.publish(OTHER)
    card = held.ask(question("may I accept a friend request from a pupil on a personal account"))
    disclosed = held.ask(question("a pupil just told me her dad hits her"))
    silent = held.ask(question("may I keep a parrot in the staff room"))
    odd = held.ask(question("what must staff write in a greeting", organisation=OTHER))
    source = held.source(held.organisation(TRUST))
    assert source is not None
    clauses = frozenset(quote.cited for quote in card.quotes)
    around = source.around([quote.cited for quote in card.quotes])
    told = composing.clauses(phrases.ASKS_YOU.format(who="Sam Carter"), card.quotes, quiet=False)
    to_lead: dict[str, object] = {"to": To.person, "person": "lead-id"}
    offered = tuple(composing.button(each, card.id) for each in (Verb.claim, Verb.reply, Verb.close))
    alert = Message(
        parts=(
            Said(text=phrases.ALERT.format(who="Sam Carter"), strong=True),
            Where(text=phrases.ALERT_WHERE, place=CHANNEL),
            Said(text=phrases.ALERT_NOT_KEPT),
        ),
        buttons=(composing.button(Verb.seen, card.id),),
    )
    held.store.close()
    return {
        "answer": [composing.answer(card, PLACE, pins=True)],
        "disclosure": [composing.answer(disclosed, PLACE, public=True)],
        "silence": [composing.answer(silent, PLACE)],
        "context": [
            composing.in_context(around, clauses, card.id, lambda _quote: "https://quoth.example.org/c/1")
        ],
        "shared": [composing.shared(card, PLACE, ANN, card.id), composing.said(phrases.SHARED)],
        "lead": [told.model_copy(update={**to_lead, "buttons": offered})],
        "alert": [alert.model_copy(update=to_lead)],
        "welcome": [composing.said(phrases.WELCOME_HERE, phrases.PROMPTS)],
        "odd": [composing.answer(odd, PLACE)],
    }


def _page(messages: Sequence[Message], script: str, colours: Mapping[str, str]) -> str:
    payloads = [payload for message in messages for payload in teams_cards.render(message, "Sam Carter")]
    cards = [payload["attachments"][0]["content"] for payload in payloads]  # type: ignore[index,call-overload]
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


if __name__ == "__main__":
    raise SystemExit(main())
