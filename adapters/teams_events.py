"""What Teams sends, read into what people did: asked, checked a message, pressed a button, opened the chat."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from selectolax.lexbor import LexborHTMLParser

from adapters.teams_cards import ASK, PRESS
from adapters.teams_files import KIND
from bot.events import (
    LONGEST_FILE_NAME,
    LONGEST_TEXT,
    Asked,
    Checked,
    Event,
    File,
    Handed,
    Opened,
    Pressed,
    Verb,
)
from bot.places import Person, Place, Platform

COMMAND = "policy"
"""The word a question may begin with, as the list of the bot's commands offers it."""

CHECK = "check"
"""The id of the action on a message, as the app's manifest names it."""

DIALOG = frozenset({"composeExtension/fetchTask", "composeExtension/submitAction", "task/submit"})
"""The invokes that a dialog answers, which their person alone sees."""

UNNAMED = "file"
"""What a file is called of which Teams tells no name."""

_COMMAND = re.compile(rf"/?{COMMAND}\b[\s:,]*", re.IGNORECASE)
_PRESSED = re.compile(r"(?P<verb>[a-z]+):(?P<answer>[\w-]{1,64})", re.ASCII)
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.IGNORECASE)
_MENTION_MARKS = re.compile(r"</?at[^>]*>")
_THREAD = ";messageid="
_SHARED = "19:"
"""What the ids of channels, of group chats and of people's own chats begin with; a bot's chats have "a:"."""
_LONGEST_ID = 300
_LONGEST_NAME = 200


class _Part(BaseModel):
    """Part of what Teams sent; what is not used is left aside, and null is nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, given: Any) -> Any:
        if isinstance(given, Mapping):
            return {name: value for name, value in given.items() if value is not None}
        return given


class Account(_Part):
    """A person or a bot: Teams' own id, and Entra's id of a person where it is given."""

    id: str = ""
    name: str = ""
    aad_object_id: str = ""
    role: str = ""
    user_role: str = ""
    user_principal_name: str = ""
    tenant_id: str = ""
    is_targeted: bool = False

    @property
    def called(self) -> str:
        """What to call them: their name in one line, cut where it is longer than any name."""
        return " ".join(self.name.split())[:_LONGEST_NAME]

    @property
    def bot(self) -> bool:
        """Whether it is a program."""
        return self.id.startswith("28:") or self.role == "bot"

    def guest_of(self, tenant: str) -> bool:
        """Whether it says of itself that it belongs to another tenant than this one."""
        return (
            (bool(self.tenant_id) and bool(tenant) and self.tenant_id != tenant)
            or self.user_role.casefold() == "guest"
            or "#ext#" in self.user_principal_name.casefold()
        )


class _Conversation(_Part):
    id: str = ""
    conversation_type: str = ""
    is_group: bool = False
    tenant_id: str = ""


class _Mention(_Part):
    type: str = ""
    text: str = ""
    mentioned: Account = Account()


class Activity(_Part):
    """One thing that Teams tells of, in the words of its own protocol."""

    type: str = ""
    id: str = ""
    name: str = ""
    channel_id: str = ""
    service_url: str = ""
    sender: Account = Field(default=Account(), alias="from")
    recipient: Account = Account()
    conversation: _Conversation = _Conversation()
    text: str = ""
    value: JsonValue = None
    entities: tuple[_Mention, ...] = ()
    members_added: tuple[Account, ...] = ()
    action: str = ""
    channel_data: dict[str, JsonValue] = {}
    attachments: tuple[JsonValue, ...] = ()

    @property
    def tenant(self) -> str:
        """The id of the tenant it comes from, empty where Teams does not say."""
        tenant = self.channel_data.get("tenant")
        stated = tenant.get("id") if isinstance(tenant, dict) else None
        return self.conversation.tenant_id or (stated if isinstance(stated, str) else "")

    @property
    def direct(self) -> bool:
        """Whether only the person and the bot read along; where Teams does not say, its id has to look like it."""
        shared = self.conversation.id.startswith(_SHARED)
        if not self.conversation.conversation_type:
            return not (shared or self.conversation.is_group)
        # The menu of a message works in two people's own chat too, which Teams calls personal.
        return self.conversation.conversation_type == "personal" and not (shared and self.dialog)

    @property
    def dialog(self) -> bool:
        """Whether a dialog answers it, in the response itself."""
        return self.type == "invoke" and self.name in DIALOG


def activity_of(raw: Mapping[str, JsonValue]) -> Activity | None:
    """Read what Teams sent; None where it is nothing that Teams would send."""
    try:
        return Activity.model_validate(raw)
    except ValidationError:
        return None


def event_of(activity: Activity, workspace: str = "") -> Event | None:
    """Give what a person did, or None; `workspace` is meant where Teams names no tenant."""
    own = activity.sender.id == activity.recipient.id
    if own or not (activity.sender.id and activity.conversation.id):
        return None
    try:
        return _event(activity, workspace)
    except ValidationError:
        return None


def _event(activity: Activity, workspace: str) -> Event | None:
    tenant = activity.tenant or workspace
    channel, _, thread = activity.conversation.id.partition(_THREAD)
    place = Place(
        platform=Platform.teams, workspace=tenant, channel=channel, thread=thread, direct=activity.direct
    )
    sender = activity.sender
    person = Person(
        platform=Platform.teams,
        id=sender.aad_object_id or sender.id,
        guest=sender.guest_of(tenant),
        bot=sender.bot,
        name=sender.called,
    )
    id = activity.id or hashlib.sha256(activity.model_dump_json().encode()).hexdigest()
    return _done(activity, f"{id}@{activity.conversation.id}"[:_LONGEST_ID], place, person)


def _done(activity: Activity, id: str, place: Place, person: Person) -> Event | None:
    pressed = _PRESSED.fullmatch(_carried(activity.value, PRESS))
    if pressed and pressed["verb"] in set(Verb):
        verb = Verb(pressed["verb"])
        return Pressed(id=id, place=place, person=person, verb=verb, answer=pressed["answer"])
    if suggested := _carried(activity.value, ASK):
        return Asked(id=id, place=place, person=person, text=suggested[:LONGEST_TEXT])
    if activity.type == "message" and _addressed(activity):
        public = not (activity.direct or activity.recipient.is_targeted)
        said = Asked(
            id=id, place=place, person=person, text=_question(activity)[:LONGEST_TEXT], public=public
        )
        files = _files(activity)
        return Handed.model_validate({**dict(said), "files": files}) if files else said
    if activity.type == "invoke" and activity.name == "composeExtension/fetchTask":
        words = _message_acted_on(activity.value)
        return None if words is None else Checked(id=id, place=place, person=person, text=words)
    if activity.direct and _bot_added(activity):
        # Teams tells of the same arrival twice, in two kinds of activities: both are the same event.
        return Opened(id=f"opened@{activity.conversation.id}"[:_LONGEST_ID], place=place, person=person)
    return None


def _files(activity: Activity) -> tuple[File, ...]:
    """The files of a message, which Teams hands on in the chat with the bot alone; cards and pictures are none."""
    attached = (each for each in activity.attachments if isinstance(each, dict))
    return tuple(_file(each) for each in attached if each.get("contentType") == KIND)


def _file(attachment: Mapping[str, JsonValue]) -> File:
    name, content = attachment.get("name"), attachment.get("content")
    address = content.get("downloadUrl") if isinstance(content, dict) else None
    return File(
        name=name[-LONGEST_FILE_NAME:] if isinstance(name, str) and name else UNNAMED,
        address=address if isinstance(address, str) else "",
    )


def _carried(value: JsonValue, what: str) -> str:
    """What was pressed carries, wherever its kind of activity puts it; empty where nothing of ours was."""
    for key in ("action", "data"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    carried = value.get(what) if isinstance(value, dict) else None
    return carried if isinstance(carried, str) else ""


def _addressed(activity: Activity) -> bool:
    """Whether a message is for the bot; what only carries a value is the button of some other card."""
    if activity.value is not None and not activity.text:
        return False
    return activity.direct or activity.recipient.is_targeted or bool(_own_mentions(activity))


def _own_mentions(activity: Activity) -> tuple[str, ...]:
    return tuple(
        entity.text
        for entity in activity.entities
        if entity.type == "mention" and entity.mentioned.id == activity.recipient.id
    )


def _question(activity: Activity) -> str:
    """The words of a message without the bot's own mention and without the command's word."""
    text = activity.text
    for mention in _own_mentions(activity):
        text = text.replace(mention, " ", 1) if mention else text
    # Teams writes what was typed as HTML would: &lt; for <, and &nbsp; after a mention.
    text = html.unescape(_MENTION_MARKS.sub("", text)).replace("\xa0", " ").strip()
    return _COMMAND.sub("", text, count=1) if _COMMAND.match(text) else text


def _message_acted_on(value: JsonValue) -> str | None:
    """The words of the message whose menu was used; None where the action was on none."""
    payload = value.get("messagePayload") if isinstance(value, dict) else None
    body = payload.get("body") if isinstance(payload, dict) else None
    if not isinstance(body, dict):
        return None
    content = body.get("content")
    words = content if isinstance(content, str) else ""
    if body.get("contentType") == "html":
        words = LexborHTMLParser(_LINE_ENDS.sub(r"\n\g<0>", words)).text()
    return words.replace("\xa0", " ").strip()[:LONGEST_TEXT]


def _bot_added(activity: Activity) -> bool:
    if activity.type == "installationUpdate":
        return activity.action in {"add", "add-upgrade"}
    added = {account.id for account in activity.members_added}
    return activity.type == "conversationUpdate" and activity.recipient.id in added
