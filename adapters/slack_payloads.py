"""The payloads that Slack sends, as far as they are read: events, commands, presses and what is in them."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator


class Read(BaseModel):
    """A part of a payload, of which only the fields named are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_absent(cls, raw: object) -> object:
        """Slack leaves a field out or gives null for the same thing."""
        if isinstance(raw, Mapping):
            return {name: value for name, value in raw.items() if value is not None}
        return raw


class Installation(Read):
    """For whom the app is installed."""

    team_id: str | None = None
    user_id: str = ""
    is_bot: bool = False


class Profile(Read):
    """What a person calls themselves."""

    display_name: str = ""
    real_name: str = ""
    name: str = ""


class Post(Read):
    """A message."""

    user: str = ""
    bot_id: str = ""
    text: str = ""
    ts: str = ""
    thread_ts: str = ""


class Item(Read):
    """What a mark was put on."""

    type: str = ""
    channel: str = ""
    ts: str = ""
    message: Post = Post()


class Attached(Read):
    """A file of a message."""

    id: str = ""
    name: str = ""
    title: str = ""
    size: int | None = None
    mode: str = ""
    is_external: bool = False
    url_private_download: str = ""


class Happening(Read):
    """What the Events API tells of."""

    type: str = ""
    subtype: str | None = None
    channel: str = ""
    channel_type: str = ""
    user: str = ""
    bot_id: str = ""
    team: str = ""
    user_team: str = ""
    user_profile: Profile = Profile()
    text: str = ""
    ts: str = ""
    thread_ts: str = ""
    tab: str = ""
    reaction: str = ""
    channel_id: str = ""
    item_user: str = ""
    item: Item = Item()
    files: tuple[Attached, ...] = ()


class Callback(Read):
    """What the Events API sends."""

    event_id: str
    team_id: str = ""
    event: Happening
    authorizations: tuple[Installation, ...] = ()


class Command(Read):
    """What a command sends."""

    command: str
    team_id: str = ""
    channel_id: str
    user_id: str
    user_name: str = ""
    text: str = ""
    trigger_id: str
    response_url: str = ""


class Named(Read):
    """Somebody or something by its id."""

    id: str = ""
    team_id: str = ""
    name: str = ""
    username: str = ""


class Container(Read):
    """Where a button stands."""

    type: str = ""
    is_ephemeral: bool = False
    thread_ts: str = ""


class Action(Read):
    """What was pressed."""

    action_id: str = ""
    value: str = ""
    action_ts: str = ""


class Interaction(Read):
    """What a press or a shortcut sends."""

    type: str
    callback_id: str = ""
    team: Named | None = None
    user: Named
    channel: Named = Named()
    message: Post = Post()
    container: Container = Container()
    actions: tuple[Action, ...] = ()
    trigger_id: str = ""
    action_ts: str = ""
