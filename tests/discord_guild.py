"""A guild of Discord's, its channels and its people, in the shapes in which Discord tells of them."""

from __future__ import annotations

import itertools
from typing import Any

APPLICATION, GUILD, EVERYONE, LEADS, CHANNEL = "900", "10", "10", "70", "100"
ME = {
    "id": APPLICATION,
    "username": "quoth",
    "discriminator": "0",
    "avatar": None,
    "global_name": "Quoth",
    "bot": True,
}
PEOPLE = {"ann": "1", "bob": "2", "lead": "3", "guest": "4", "robot": "5"}
GUEST_FLAG, EPHEMERAL = 1 << 4, 1 << 6

Json = dict[str, Any]
Given = tuple[int, object]
"""A status, and what is answered with it."""


class Guild:
    """One guild with its text channels, a channel's threads, and everybody's direct conversation with the bot."""

    def __init__(self) -> None:
        self.channels = {CHANNEL: "general"}
        self.elsewhere: dict[str, str] = {}
        self.nicks: dict[str, str] = {}
        self.dms: dict[str, str] = {}
        self.threads: dict[str, Json] = {}
        self._ids = itertools.count(1_400_000_000_000_000_000)

    def guild(self) -> Json:
        role: Json = {
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        }
        role |= {
            "hoist": False,
            "position": 0,
            "permissions": "0",
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": GUILD,
            "name": "Staff room",
            "owner_id": PEOPLE["lead"],
            "roles": [role | {"id": EVERYONE, "name": "@everyone"}, role | {"id": LEADS, "name": "Leads"}],
            "emojis": [],
            "features": [],
            "members": [],
            "member_count": 6,
            "channels": [self.channel(each) for each in self.channels],
            "threads": list(self.threads.values()),
            "stickers": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "premium_tier": 0,
            "preferred_locale": "en-GB",
            "afk_timeout": 300,
        }

    def new_id(self) -> str:
        return str(next(self._ids))

    def channel(self, id: str) -> Json:
        if id in self.threads:
            return self.threads[id]
        if id in self.dms:
            return {"id": id, "type": 1, "recipients": [self.user(self.dms[id])]}
        return {
            "id": id,
            "type": 0,
            "name": self.channels.get(id, "unknown"),
            "guild_id": GUILD,
            "position": 0,
            "permission_overwrites": [],
        }

    def found(self, id: str) -> Given:
        """What Discord says of a channel when it is asked; `elsewhere` has those of other servers."""
        if id in self.elsewhere:
            return 200, self.channel(id) | {"guild_id": self.elsewhere[id]}
        if id in self.channels or id in self.threads or id in self.dms:
            return 200, self.channel(id)
        if not id.isdecimal():
            return 400, {"code": 50035, "message": "Invalid Form Body"}
        return 404, {"code": 10003, "message": "Unknown Channel"}

    def ready(self, gateway: str) -> Json:
        """What the gateway says first."""
        return {
            "v": 10,
            "user": ME,
            "guilds": [{"id": GUILD, "unavailable": True}],
            "session_id": "session",
            "resume_gateway_url": gateway,
            "application": {"id": APPLICATION, "flags": 0},
        }

    def application(self) -> Json:
        """What Discord says of the bot's application."""
        about = {"id": APPLICATION, "name": "quoth", "icon": None, "description": "", "bot_public": False}
        return about | {"bot_require_code_grant": False, "verify_key": "0", "owner": self.user(PEOPLE["ann"])}

    def user(self, id: str) -> Json:
        name = next(name for name, known in PEOPLE.items() if known == id)
        bot = {"bot": True} if name == "robot" else {}
        return {
            "id": id,
            "username": name,
            "discriminator": "0",
            "avatar": None,
            "global_name": name.title(),
        } | bot

    def member(self, id: str) -> Json:
        flags = GUEST_FLAG if id == PEOPLE["guest"] else 0
        roles = [LEADS] if id == PEOPLE["lead"] else []
        since = "2026-01-01T00:00:00+00:00"
        return {
            "roles": roles,
            "nick": self.nicks.get(id),
            "joined_at": since,
            "deaf": False,
            "mute": False,
            "flags": flags,
        }

    def dm(self, person: str) -> str:
        """The id of the direct conversation between somebody and the bot."""
        channel = f"2{person}0"
        self.dms[channel] = person
        return channel

    def new_channel(self, name: str) -> str:
        """The id of the channel of this name, which is made if there is none."""
        found = next((id for id, known in self.channels.items() if known == name), "")
        id = found or self.new_id()
        self.channels[id] = name
        return id

    def new_thread(self, id: str) -> Json:
        """A thread that somebody has opened in the channel."""
        metadata: Json = {"archived": False, "auto_archive_duration": 60, "locked": False}
        metadata |= {"archive_timestamp": "2026-01-01T00:00:00+00:00"}
        thread: Json = {
            "id": id,
            "type": 11,
            "guild_id": GUILD,
            "parent_id": CHANNEL,
            "owner_id": PEOPLE["ann"],
        }
        thread |= {"name": "a thread", "message_count": 1, "member_count": 1, "thread_metadata": metadata}
        self.threads[id] = thread
        return thread

    def message(self, channel: str, author: Json, content: str = "", id: str = "", **more: Any) -> Json:
        found = {
            "id": id or self.new_id(),
            "channel_id": channel,
            "author": author,
            "content": content,
            "type": 0,
        }
        found |= {
            "timestamp": "2026-11-20T08:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "flags": 0,
        }
        found |= {
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "pinned": False,
        }
        return found | {"embeds": [], "components": []} | more
