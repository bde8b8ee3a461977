"""What Slack tells of what people do: the insides of its payloads, and who the people are."""

from __future__ import annotations

from typing import Any

from tests.slack_faults import Json
from tests.slack_server import BOT, BOT_USER, OTHER_TEAM, TEAM, Delivery

IDS = {"ann": "U0ANN", "bob": "U0BOB", "lead": "U0LEAD", "guest": "U0GUEST", "robot": "U0ROBOT"}
NAMES = {person: name for name, person in IDS.items()}


def user(name: str, **about: Any) -> Json:
    """What Slack says of a person."""
    profile = {"display_name": f"{name.title()} A."}
    return {"id": IDS[name], "team_id": team(name), "profile": profile, "is_bot": name == "robot", **about}


def team(name: str) -> str:
    """The workspace that a person belongs to."""
    return OTHER_TEAM if name == "guest" else TEAM


def escaped(said: str) -> str:
    """A text as Slack hands it on."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said(person: str, text: str, kind: str, channel: str, ts: str) -> Json:
    """A message, or a mention of the bot."""
    words = {"type": kind, "text": text, "channel": channel, "ts": ts, "event_ts": ts}
    by_bot = {"bot_id": "B0ROBOT"} if person == "robot" else {}
    return words | {"user": IDS[person], "team": team(person)} | by_bot


def pressed(kind: str, person: str, channel: str, ts: str) -> Json:
    """A press of something, all but what was pressed and by which address it may be answered."""
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "home"},
        "user": {"id": IDS[person], "username": person, "name": person, "team_id": team(person)},
        "channel": {"id": channel, "name": "a-channel"},
        "api_app_id": "A0",
        "is_enterprise_install": False,
        "action_ts": ts,
    }


def pinned(delivery: Delivery, person: str, ts: str) -> Json:
    """A message of the bot's that was pinned."""
    message = {
        "bot_id": BOT,
        "type": "message",
        "text": delivery.payload["text"],
        "user": BOT_USER,
        "ts": delivery.ts,
        "app_id": "A0",
        "team": TEAM,
        "blocks": delivery.payload["blocks"],
        "pinned_to": [delivery.channel],
        "permalink": f"https://home.slack.com/archives/{delivery.channel}/p{delivery.ts.replace('.', '')}",
    }
    if delivery.thread:
        message["thread_ts"] = delivery.thread
    item = {"type": "message", "created": int(float(ts)), "created_by": IDS[person]}
    return {
        "type": "pin_added",
        "user": IDS[person],
        "channel_id": delivery.channel,
        "item": item | {"channel": delivery.channel, "message": message},
        "item_user": BOT_USER,
        "pin_count": 1,
        "pinned_info": {
            "channel": delivery.channel,
            "pinned_by": IDS[person],
            "pinned_ts": int(float(ts)),
        },
        "event_ts": ts,
    }


def reacted(delivery: Delivery, person: str, reaction: str, ts: str) -> Json:
    """A message of the bot's that somebody reacted to; where it came by a response address, nobody's."""
    by = {"item_user": BOT_USER} if delivery.way == "chat.postMessage" else {}
    return {
        "type": "reaction_added",
        "user": IDS[person],
        "reaction": reaction,
        "item": {"type": "message", "channel": delivery.channel, "ts": delivery.ts},
        "event_ts": ts,
        **by,
    }
