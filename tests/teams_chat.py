"""Teams' stand-in as a chat: speaking, pressing and seeing, with the adapter and the SDK's own checks behind it."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from adapters.teams import PATH, TeamsAdapter
from adapters.teams_files import Storage
from bot.adapter import Counter
from bot.credentials import Credentials
from bot.messages import To
from bot.places import Place, Platform
from bot.settings import Settings
from tests import teams_screen
from tests.chats import PEOPLE, PassedOn, Shown
from tests.teams_server import BOT, CHANNEL, CLIENT, TENANT, Delivery, Json, Site, TeamsServer, chat_with

IDS = {person: f"aad-{person}" for person in PEOPLE}
OWN_IDS = {person: f"29:{person}" for person in PEOPLE if person != "robot"} | {"robot": "28:robot"}
CREDENTIALS = Credentials.model_validate(
    {"teams_client_id": CLIENT, "teams_client_secret": "secret", "teams_tenant_id": TENANT}
)
ROOT = "1763712000000"
"""The message that a thread hangs below where the test names none: a channel's messages all stand in threads."""


class TeamsChat:
    """See `tests.chats.Chat`."""

    platform = Platform.teams
    workspace = TENANT

    def __init__(self, **settings: Any) -> None:
        self.server = TeamsServer()
        self.server.members = {OWN_IDS[person]: member(person) for person in PEOPLE}
        self.settings = settings
        self.lines = KnownLines()
        self.site: Site | None = None
        self.adapter: TeamsAdapter | None = None
        self._running: asyncio.Task[None] | None = None
        self._serving = False
        self._number = 0

    @property
    def refused(self) -> set[str]:
        return self.server.refused

    @refused.setter
    def refused(self, deliveries: set[str]) -> None:
        self.server.refused = deliveries

    @property
    def fetched(self) -> list[str]:
        return self.server.fetched

    @property
    def loses_files(self) -> bool:
        return self.server.loses_files

    @loses_files.setter
    def loses_files(self, lost: bool) -> None:
        self.server.loses_files = lost

    @property
    def limited(self) -> int:
        return self.server.limited

    @limited.setter
    def limited(self, calls: int) -> None:
        self.server.limited = calls

    async def start(self, counter: Counter) -> None:
        if not self._serving:
            await self.server.site.start()
            self._serving = True
        self.site = Site()
        self.adapter = TeamsAdapter(
            CREDENTIALS,
            Settings(**self.settings),
            self.site,
            self.lines,
            cloud=self.server.cloud,
            services=(self.server.url,),
            endpoint=f"{self.server.url}/teams/",
            graph=f"{self.server.url}/graph",
            storage=Storage((".127.0.0.1",)),
            tokens=self.server.tokens,
        )
        await self.site.start()
        watched = PassedOn(counter)
        self._running = asyncio.create_task(self.adapter.run(watched))
        await asyncio.wait_for(watched.up.wait(), 5)

    async def stop(self) -> None:
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None
        if self.site:
            await self.site.stop()
            self.site = None

    async def close(self) -> None:
        await self.stop()
        if self._serving:
            await self.server.site.stop()
            self._serving = False

    def id(self, person: str) -> str:
        return IDS[person]

    def channel_place(self, name: str) -> Place:
        channel = f"19:{name}@thread.tacv2"
        self.server.channels.add(channel)
        return Place(platform=Platform.teams, workspace=TENANT, channel=channel)

    # What people do

    async def mention(self, text: str, person: str = "ann", thread: str = "", event: str = "") -> None:
        mention = "<at>Quoth</at>"
        entity = {"type": "mention", "text": mention, "mentioned": {"id": BOT, "name": "Quoth"}}
        said = {"text": f"{mention}&nbsp;{html.escape(text, quote=False)}\n", "entities": [entity]}
        await self.act(person, "message", said, in_channel(thread or ROOT), id=event)

    async def direct(self, text: str, person: str = "ann") -> None:
        self.server.opened.discard(chat_with(OWN_IDS[person]))
        await self.act(person, "message", {"text": html.escape(text, quote=False)}, alone(person))

    async def hand(
        self, files: Mapping[str, bytes], text: str = "", person: str = "ann", openly: bool = False
    ) -> None:
        # What is written beside the files comes once more as an attachment, in HTML.
        written = {"contentType": "text/html", "content": f"<p>{html.escape(text)}</p>"}
        if openly:
            mention = "<at>Quoth</at>"
            entity = {"type": "mention", "text": mention, "mentioned": {"id": BOT, "name": "Quoth"}}
            said = {"text": f"{mention}&nbsp;{html.escape(text, quote=False)}\n", "entities": [entity]}
            await self.act(person, "message", said | {"attachments": [written]}, in_channel(ROOT))
            return
        self.server.opened.discard(chat_with(OWN_IDS[person]))
        attached = [written, *(self.server.file(name, data) for name, data in files.items())]
        about = {"text": html.escape(text, quote=False), "attachments": attached}
        await self.act(person, "message", about, alone(person))

    async def command(self, text: str, person: str = "ann") -> None:
        await self.mention(f"policy {text}", person)

    async def check(self, text: str, person: str = "ann") -> None:
        body = {"contentType": "html", "content": f"<div>{html.escape(text)}</div>"}
        value = {"commandId": "check", "messagePayload": {"id": ROOT, "body": body}}
        invoke = {"name": "composeExtension/fetchTask", "value": value}
        await self._invoke(person, invoke, in_channel(ROOT))

    async def press(self, label: str, person: str = "ann") -> None:
        bearing = [
            (each, action["data"])
            for each in reversed(self.server.deliveries)
            for action in teams_screen.buttons([each.payload])
            if action["title"] == label
        ]
        seen = [each for each in bearing if each[0].person in {OWN_IDS[person], ""}]
        delivery, data = (seen or bearing)[0]
        if delivery.conversation == DIALOG:
            invoke = {"name": "composeExtension/submitAction", "value": {"commandId": "check", "data": data}}
            await self._invoke(person, invoke, in_channel(ROOT))
            return
        if delivery.conversation.startswith("a:"):
            self.server.opened.discard(chat_with(OWN_IDS[person]))
            where = alone(person)
        else:
            # What stands in no thread begins one.
            channel, _, thread = delivery.conversation.partition(";messageid=")
            where = in_channel(thread or delivery.id, channel)
        await self.act(person, "message", {"value": data, "replyToId": delivery.id or "1"}, where)

    async def mark(self, text: str, person: str = "ann") -> None:
        raise NotImplementedError("Teams has no gesture of which a bot is told")

    async def greet(self, person: str = "ann") -> None:
        self.server.opened.discard(chat_with(OWN_IDS[person]))
        await self.act(
            person,
            "conversationUpdate",
            {"membersAdded": [{"id": BOT}, {"id": OWN_IDS[person]}]},
            alone(person),
        )
        await self.act(person, "installationUpdate", {"action": "add"}, alone(person))

    async def unknown(self) -> None:
        await self.act("ann", "invoke", {"name": "tomorrow/dawned", "value": {"x": 1}}, alone("ann"))
        await self.act("ann", "messageReaction", {"reactionsAdded": [{"type": "like"}]}, alone("ann"))

    async def act(self, person: str, kind: str, about: Json, where: Json, id: str = "") -> Json:
        """Post an activity as Teams does, signed; gives the answer of an invoke."""
        answer = await self.post(activity(self.server.url, person, kind, about, where, id or self._next()))
        assert answer.status_code == 200, answer.status_code
        answered: Json = answer.json() if answer.content else {}
        return answered

    async def post(self, activity: Json | bytes, **headers: str) -> httpx.Response:
        """Post anything to the adapter; signed unless told otherwise."""
        assert self.site
        content = activity if isinstance(activity, bytes) else None
        body = None if isinstance(activity, bytes) else activity
        signed = {"Authorization": f"Bearer {self.server.token()}"} | headers
        given = {name: value for name, value in signed.items() if value}
        async with httpx.AsyncClient() as client:
            return await client.post(
                self.site.url + PATH, content=content, json=body, headers=given, timeout=15
            )

    async def _invoke(self, person: str, invoke: Json, where: Json) -> None:
        """Use what opens a dialog, and put down what the dialog shows to its person."""
        task = (await self.act(person, "invoke", invoke, where)).get("task")
        if not task:
            return
        said = (
            {"attachments": [task["value"]["card"]]} if task["type"] == "continue" else _note(task["value"])
        )
        await self.server.deliver(Delivery(DIALOG, said, OWN_IDS[person]))

    def _next(self) -> str:
        self._number += 1
        return str(1_763_713_000_000 + self._number)

    # What people see

    async def shown(self, count: int) -> Sequence[Shown]:
        await self.server.until(lambda: len(self.server.deliveries) >= count)
        assert self.server.faults == []
        return [self._as_shown(each) for each in self.server.deliveries]

    def _as_shown(self, delivery: Delivery) -> Shown:
        name = next((name for name, id in OWN_IDS.items() if id == delivery.person), "")
        to = To.person if delivery.unasked else To.asker if name else To.everyone
        labels = tuple(action["title"] for action in teams_screen.buttons([delivery.payload]))
        return Shown(
            to=to,
            person=name,
            place=delivery.conversation.partition(";")[0],
            text=teams_screen.read([delivery.payload]),
            quotes="".join(teams_screen.boxes([delivery.payload])),
            buttons=labels,
        )


DIALOG = "dialog"


def activity(service: str, person: str, kind: str, about: Json, where: Json, id: str) -> Json:
    """An activity in the shape that Teams gives it."""
    sender = {"id": OWN_IDS[person], "name": f"{person.title()} A.", "aadObjectId": IDS[person]}
    return {
        "type": kind,
        "id": id,
        "timestamp": "2026-11-21T08:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service,
        "from": sender | ({"role": "bot"} if person == "robot" else {}),
        "recipient": {"id": BOT, "name": "Quoth"},
        "conversation": where,
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
    } | about


class KnownLines(dict[str, str]):
    """Lines that are kept for as long as the stand-in is."""

    def recall(self, workspace: str) -> str:
        return self.get(workspace, "")

    def remember(self, workspace: str, address: str) -> None:
        self[workspace] = address


def in_channel(thread: str, channel: str = CHANNEL) -> Json:
    """A channel, and a thread in it."""
    threaded = f"{channel};messageid={thread}" if thread else channel
    return {"id": threaded, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}


def alone(person: str) -> Json:
    """The chat of a person with the bot."""
    return {"id": chat_with(OWN_IDS[person]), "conversationType": "personal", "tenantId": TENANT}


def member(person: str) -> Json:
    """What Teams says of a member."""
    guest = person == "guest"
    return {
        "id": OWN_IDS[person],
        "aadObjectId": IDS[person],
        "name": f"{person.title()} A.",
        "userPrincipalName": f"{person}_elsewhere.example#EXT#@home.example"
        if guest
        else f"{person}@home.example",
        "userRole": "guest" if guest else "user",
        "tenantId": TENANT,
    }


def _note(words: str) -> Json:
    """A dialog that shows a sentence and nothing else, as a card would show it."""
    block = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]}
    return {"attachments": [{"content": {"body": [block]}}]}
