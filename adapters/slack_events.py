"""What Slack tells of, read as the reception understands it: payloads of the Events API, commands and presses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.slack_blocks import LINK
from adapters.slack_manifest import CHECK, COMMAND
from adapters.slack_payloads import Attached, Callback, Command, Happening, Installation, Interaction
from adapters.slack_people import called
from bot.events import (
    LONGEST_FILE_NAME,
    LONGEST_TEXT,
    Asked,
    Checked,
    Event,
    File,
    Handed,
    Marked,
    Opened,
    Pressed,
    Verb,
)
from bot.places import Person, Place, Platform

SAID = (None, "file_share", "me_message", "thread_broadcast", "bot_message")
"""The subtypes of a message that are somebody's words; the others tell of changes and of comings and goings."""
SOMEBODY = "someone"
"""What stands in a question for a person of whom Slack gives only the id, so that it reads as a sentence."""

UNNAMED = "file"
"""What a file is called of which Slack tells no name."""

PINNED = "pin_added"
MARKS = (PINNED, "reaction_added")
"""What Slack calls the two ways of keeping a message for everybody."""
PUSHPINS = ("pushpin", "round_pushpin")
"""The reactions that keep a message."""

_REFERENCE = re.compile(r"<(?:([@#!])([^<>|\s]+)|([a-z][a-z0-9+.-]*:[^<>|]*))(?:\|([^<>]*))?>")
"""A mention or a link, as Slack writes it into texts: `<@U1>`, `<#C1|name>`, `<!here>`, `<https://…|label>`."""


class Own(BaseModel):
    """Who the bot is in its workspace: the ids of the workspace, of its user and of its app's bot."""

    model_config = ConfigDict(frozen=True)

    team: str = ""
    user: str = ""
    bot: str = ""


def read(raw: Mapping[str, object], own: Own) -> Event | None:
    """The event that a payload tells of, or None where it is no business of the bot's."""
    try:
        if "event" in raw:
            return _happened(Callback.model_validate(raw), own)
        if "command" in raw:
            return _commanded(Command.model_validate(raw), own)
        return _pressed(Interaction.model_validate(raw), own)
    except ValidationError:
        return None


def response_url(raw: Mapping[str, object]) -> str:
    """The address that a command, a shortcut or a press may be answered at; else empty."""
    url = raw.get("response_url")
    return url if isinstance(url, str) else ""


def is_home(raw: Mapping[str, object]) -> bool:
    """Whether it tells that the Home tab was opened, and not the conversation."""
    event = raw.get("event")
    return isinstance(event, Mapping) and event.get("tab") == "home"


def words(text: str, own_user: str = "") -> str:
    """The words of a text as the person saw them, without a mention of the bot itself."""

    def shown(found: re.Match[str]) -> str:
        sign, target, link, label = found.groups()
        if sign == "@":
            return "" if target == own_user else f"@{label}" if label else SOMEBODY
        if sign == "!":
            return label or f"@{target.split('^')[0]}"
        return f"#{label or target}" if sign else label or link

    seen = _REFERENCE.sub(shown, text)
    for written, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        seen = seen.replace(written, character)
    return seen.strip()[:LONGEST_TEXT]


def _happened(callback: Callback, own: Own) -> Event | None:
    """A mention, a direct message, a first look at the bot, or a message of its own that somebody keeps."""
    event = callback.event
    installed = next((each for each in callback.authorizations if each.is_bot), Installation())
    bot_user, team = installed.user_id or own.user, installed.team_id or callback.team_id or own.team
    who = event.user or event.bot_id
    if not who or who == bot_user or (own.bot and event.bot_id == own.bot):
        return None
    author, profile = event.user_team or event.team, event.user_profile
    person = Person(
        platform=Platform.slack,
        id=who,
        workspaces=(author or team,),
        guest=bool(author) and author != team,
        bot=bool(event.bot_id),
        name=called(profile.display_name, profile.real_name, profile.name),
    )
    if event.type in MARKS:
        ours = Own(team=team, user=bot_user, bot=own.bot)
        return _marked(event, callback.event_id, person, ours)
    direct = event.channel_type == "im" or event.type == "app_home_opened"
    place = Place(
        platform=Platform.slack, workspace=team, channel=event.channel, thread=event.thread_ts, direct=direct
    )
    if event.type == "app_home_opened":
        return Opened(id=callback.event_id, place=place, person=person)
    asked = event.type == "app_mention" or (event.type == "message" and direct and event.subtype in SAID)
    if not asked:
        return None
    said = Asked(
        id=callback.event_id,
        place=place,
        person=person,
        text=words(event.text, bot_user),
        public=not place.direct,
    )
    files = tuple(map(_file, event.files))
    return Handed.model_validate({**dict(said), "files": files}) if files else said


def _file(attached: Attached) -> File:
    """A file as the message tells of it; what lies with somebody else than Slack has no address."""
    outside = attached.is_external or attached.mode == "external"
    name = attached.name or attached.title or attached.id or UNNAMED
    address = "" if outside else attached.url_private_download or attached.id
    return File(name=name[-LONGEST_FILE_NAME:], size=attached.size, address=address)


def _marked(event: Happening, id: str, person: Person, own: Own) -> Marked | None:
    """A message of the bot's that somebody pinned, or reacted to with a pushpin; nobody else's is its business."""
    item, kept = event.item, event.item.message
    pinned = event.type == PINNED
    ours = event.item_user == own.user or kept.user == own.user or (own.bot and kept.bot_id == own.bot)
    at = (pinned and kept.ts) or item.ts
    if item.type != "message" or not (ours and at) or not (pinned or event.reaction in PUSHPINS):
        return None
    channel = item.channel or event.channel_id
    # The first message of a thread is not in it.
    thread = kept.thread_ts if kept.thread_ts != at else ""
    place = Place(
        platform=Platform.slack,
        workspace=own.team,
        channel=channel,
        thread=thread,
        direct=channel.startswith("D"),
    )
    return Marked(id=id, place=place, person=person, message=f"{channel}:{at}")


def _commanded(command: Command, own: Own) -> Event | None:
    """The command. Nobody knows who else reads the conversation it was typed in, so it counts as not direct."""
    if command.command != COMMAND:
        return None
    team = command.team_id or own.team
    place = Place(platform=Platform.slack, workspace=team, channel=command.channel_id)
    name = called(command.user_name)
    person = Person(platform=Platform.slack, id=command.user_id, workspaces=(team,), name=name)
    # The address is a secret, and ids are kept.
    answered_at = hashlib.sha256(command.response_url.encode()).hexdigest()[:16]
    id = _joined(command.trigger_id, answered_at)
    return Asked(id=id, place=place, person=person, text=words(command.text, own.user))


def _pressed(press: Interaction, own: Own) -> Event | None:
    """A press of a button, or of the shortcut on a message."""
    team = (press.team.id if press.team else "") or own.team
    author = press.user.team_id or team
    person = Person(
        platform=Platform.slack,
        id=press.user.id,
        workspaces=(author,),
        guest=bool(team) and author != team,
        name=called(press.user.name, press.user.username),
    )
    channel = press.channel.id or press.user.id
    direct = channel.startswith(("D", "U", "W")) and not press.container.is_ephemeral
    place = Place(
        platform=Platform.slack,
        workspace=team,
        channel=channel,
        thread=press.container.thread_ts or press.message.thread_ts,
        direct=direct and press.type == "block_actions",
    )
    if press.type == "message_action" and press.callback_id == CHECK:
        id = _joined(press.trigger_id, press.action_ts)
        return Checked(id=id, place=place, person=person, text=words(press.message.text))
    if press.type != "block_actions" or not press.actions:
        return None
    action = press.actions[0]
    verb, _, answer = action.value.partition(":")
    if action.action_id.startswith(LINK) or verb not in list(Verb):
        return None
    id = _joined(press.trigger_id, action.action_ts)
    return Pressed(id=id, place=place, person=person, verb=Verb(verb), answer=answer)


def _joined(*marks: str) -> str:
    """One id of all that tells one happening from another: a trigger alone is a permission, not an id."""
    return ":".join(filter(None, marks))
