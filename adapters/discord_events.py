"""Reading on Discord: what a message, a pin, a command, a menu or a button asks for, where it was, and by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import discord

from adapters.discord_manifest import CHECK, COMMAND, QUESTION
from bot.events import LONGEST_FILE_NAME, Asked, Checked, Event, File, Handed, Marked, Pressed, Verb
from bot.places import Person, Place, Platform

_BUTTON = re.compile(rf"({'|'.join(Verb)}):(.{{1,64}})", re.DOTALL)
_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


def read_message(message: discord.Message, me: int) -> Event | None:
    """Give what a message asks of the bot, whose own id is `me`: a mention, a direct message, or word of a pin."""
    if message.author.id == me:
        return None
    if message.type is discord.MessageType.pins_add:
        return _read_pin(message)
    direct = isinstance(message.channel, discord.DMChannel)
    mentioned = any(person.id == me for person in message.mentions)
    if message.type not in _WRITTEN or not (direct or mentioned):
        return None
    text = re.sub(rf"<@!?{me}>", " ", message.content).strip()
    place, person = _written(message)
    said = Asked(id=str(message.id), place=place, person=person, text=text, public=not direct)
    files = tuple(map(_file, message.attachments))
    return Handed.model_validate({**dict(said), "files": files}) if files else said


def _file(attachment: discord.Attachment) -> File:
    # Where a name holds more than plain letters, Discord gives it apart, and mostly without its ending.
    ending = PurePath(attachment.filename).suffix
    stem = (attachment.title or attachment.filename).removesuffix(ending)
    name = f"{stem[: LONGEST_FILE_NAME - len(ending)]}{ending}"
    return File(name=name, size=attachment.size, address=attachment.url)


def read_interaction(raw: discord.Interaction) -> Event | None:
    """Give what a button, a command or a message's menu asks for."""
    if raw.type is discord.InteractionType.component:
        return _read_button(raw)
    if raw.type is discord.InteractionType.application_command:
        return _read_command(raw)
    return None


def named(channel: object, message: object) -> str:
    """What a message is called: a pin names the one it keeps so, and sending it has named it so before."""
    return f"{channel}:{message}"


def _read_pin(message: discord.Message) -> Event | None:
    """What Discord itself posts where somebody pins a message: by them, and with the message they pinned."""
    pinned = message.reference
    place, person = _written(message)
    if person.bot or pinned is None or pinned.message_id is None:
        return None
    kept = named(pinned.channel_id, pinned.message_id)
    return Marked(id=str(message.id), place=place, person=person, message=kept)


def _read_command(raw: discord.Interaction) -> Event | None:
    """The command's question, or the text of the message whose menu was used."""
    data: Mapping[str, Any] = raw.data or {}
    place, person = _place(raw.guild_id, raw.channel), _person(raw.user)
    if data.get("type") == discord.AppCommandType.chat_input.value and data.get("name") == COMMAND:
        options = data.get("options") or ()
        text = next((str(each["value"]) for each in options if each["name"] == QUESTION), "")
        return Asked(id=str(raw.id), place=place, person=person, text=text.strip())
    if data.get("type") == discord.AppCommandType.message.value and data.get("name") == CHECK:
        found = data.get("resolved", {}).get("messages", {}).get(data.get("target_id"), {})
        return Checked(id=str(raw.id), place=place, person=person, text=found.get("content") or "")
    return None


def _read_button(raw: discord.Interaction) -> Event | None:
    data: Mapping[str, Any] = raw.data or {}
    pressed = _BUTTON.fullmatch(data.get("custom_id", ""))
    if pressed is None:
        return None
    place, person = _place(raw.guild_id, raw.channel), _person(raw.user)
    return Pressed(id=str(raw.id), place=place, person=person, verb=Verb(pressed[1]), answer=pressed[2])


def _written(message: discord.Message) -> tuple[Place, Person]:
    """Where and by whom something was written."""
    # A server that Discord has not described yet is known by the channel only.
    guild = message.guild.id if message.guild else getattr(message.channel, "guild_id", None)
    webhook = message.webhook_id is not None
    person = _person(message.author, by_webhook=webhook, described=message.guild is not None)
    return _place(guild, message.channel), person


def _place(guild: int | None, channel: Any) -> Place:
    """A direct conversation belongs to no server; a thread, or a forum's post, to its channel."""
    if guild is None:
        return Place(platform=Platform.discord, workspace="", channel=str(channel.id), direct=True)
    workspace, inside = str(guild), str(channel.id)
    if isinstance(channel, discord.Thread):
        return Place(
            platform=Platform.discord, workspace=workspace, channel=str(channel.parent_id), thread=inside
        )
    return Place(platform=Platform.discord, workspace=workspace, channel=inside)


def _person(who: discord.Member | discord.User, by_webhook: bool = False, described: bool = True) -> Person:
    """A member with their roles, where their server is described; a guest was let into a single channel.

    Their name is the one they have in the server, else the one they chose for all of Discord.
    """
    groups: tuple[str, ...] = ()
    guest = False
    if isinstance(who, discord.Member):
        groups = tuple(str(role.id) for role in who.roles) if described else ()
        guest = who.flags.guest
    return Person(
        platform=Platform.discord,
        id=str(who.id),
        groups=groups,
        guest=guest,
        bot=who.bot or by_webhook,
        name=who.display_name,
    )
