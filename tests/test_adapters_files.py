"""Files are fetched from the platform's own addresses alone, no larger than asked, and a token goes nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import anyio
import discord
import pytest
from discord.http import HTTPClient, Route
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route as Served

from adapters import discord_files, slack_files
from adapters.slack_reach import QUIET
from adapters.teams_files import HERE, HOSTS, Storage
from bot.adapter import Unfetchable, Unfetched
from bot.events import File
from tests.discord_server import DiscordServer
from tests.slack_server import BOT_TOKEN, SlackServer
from tests.teams_server import Site, TeamsServer

pytestmark = pytest.mark.anyio

MOST = 1_000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def file(address: str, size: int | None = None) -> File:
    """A file at an address."""
    return File(name="conduct.md", size=size, address=address)


# Slack.


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    server = SlackServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(slack: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=BOT_TOKEN, base_url=slack.url, session=session, logger=QUIET)


async def why(fetching: object) -> Unfetched:
    """Why something could not be fetched."""
    with pytest.raises(Unfetchable) as refused:
        await fetching  # type: ignore[misc]
    return refused.value.why


async def test_slack_gives_a_file_to_the_token_wherever_it_sends_on_to(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    address = slack.file("conduct.md", b"1. Staff")["url_private_download"]
    assert await slack_files.fetched(client, file(address), MOST) == b"1. Staff"


async def test_slack_is_asked_where_a_file_lies_of_which_only_the_id_is_known(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    id = slack.file("conduct.md", b"1. Staff")["id"]
    assert await slack_files.fetched(client, file(id), MOST) == b"1. Staff"
    assert await why(slack_files.fetched(client, file("F404"), MOST)) is Unfetched.failed


async def test_slacks_page_for_signing_in_is_not_taken_for_the_file(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.may_read_files = False
    given = slack.file("conduct.html", b"<p>Staff")
    for address in (given["url_private_download"], given["id"]):
        assert await why(slack_files.fetched(client, file(address), MOST)) is Unfetched.not_allowed


async def test_slacks_files_are_cut_off_where_they_are_larger_than_asked(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    address = slack.file("conduct.md", b"x" * (MOST + 1))["url_private_download"]
    assert await why(slack_files.fetched(client, file(address), MOST)) is Unfetched.too_large
    address = slack.file("conduct.md", b"x" * MOST)["url_private_download"]
    assert len(await slack_files.fetched(client, file(address), MOST)) == MOST


async def test_slacks_token_is_sent_nowhere_else_even_if_slack_sends_there(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    seen: list[Request] = []

    async def taken(request: Request) -> Response:
        seen.append(request)
        return Response(b"1. Staff", headers={"Content-Disposition": "attachment"})

    elsewhere = Site([Served("/conduct.md", taken)])
    await elsewhere.start()
    try:
        there = f"{elsewhere.url}/conduct.md"
        assert await why(slack_files.fetched(client, file(there), MOST)) is Unfetched.elsewhere
        slack.sends_on_to = there
        address = slack.file("conduct.md", b"1. Staff")["url_private_download"]
        assert await why(slack_files.fetched(client, file(address), MOST)) is Unfetched.elsewhere
        assert seen == []
    finally:
        await elsewhere.stop()


async def test_what_has_no_address_lies_elsewhere(client: AsyncWebClient) -> None:
    assert await why(slack_files.fetched(client, file(""), MOST)) is Unfetched.elsewhere


async def test_a_slack_that_cannot_be_reached_is_named_so(slack: SlackServer, client: AsyncWebClient) -> None:
    address = slack.file("conduct.md", b"1. Staff")["url_private_download"]
    await slack.stop()
    assert await why(slack_files.fetched(client, file(address), MOST)) is Unfetched.failed


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://files.slack.com/files-pri/T-F/download/x.docx", True),
        ("https://acme.slack.com/x", True),
        ("https://files.slack-gov.com/x", True),
        ("http://files.slack.com/x", False),
        ("https://slack.com.example/x", False),
        ("https://files.slack.com@example.org/x", False),
        ("https://notslack.com/x", False),
        ("http://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_slacks_own_addresses_are_slacks(address: str, own: bool) -> None:
    assert slack_files.slacks(address, "https://slack.com/api/") is own
    assert not slack_files.slacks(address, "http://127.0.0.1:9/api/")


# Teams.


@pytest.fixture
async def teams() -> AsyncIterator[TeamsServer]:
    server = TeamsServer()
    await server.site.start()
    yield server
    assert server.faults == []
    await server.site.stop()


async def test_teams_file_is_fetched_without_a_token_and_no_larger_than_asked(teams: TeamsServer) -> None:
    small, large = teams.file("a.md", b"1. Staff"), teams.file("b.md", b"x" * (MOST + 1))
    storage = Storage(HERE)
    assert await storage.fetched(file(small["content"]["downloadUrl"]), MOST) == b"1. Staff"
    assert await why(storage.fetched(file(large["content"]["downloadUrl"]), MOST)) is Unfetched.too_large


async def test_an_address_of_teams_that_has_lapsed_is_said_to_be_gone(teams: TeamsServer) -> None:
    teams.loses_files = True
    address = teams.file("a.md", b"1. Staff")["content"]["downloadUrl"]
    assert await why(Storage(HERE).fetched(file(address), MOST)) is Unfetched.gone


async def test_a_storage_that_sends_on_to_somewhere_else_is_not_followed() -> None:
    async def away(_request: Request) -> Response:
        return RedirectResponse("http://169.254.169.254/latest/meta-data")

    async def round_about(_request: Request) -> Response:
        return RedirectResponse("/round")

    site = Site([Served("/away", away), Served("/round", round_about)])
    await site.start()
    try:
        assert await why(Storage(HERE).fetched(file(f"{site.url}/away"), MOST)) is Unfetched.elsewhere
        assert await why(Storage(HERE).fetched(file(f"{site.url}/round"), MOST)) is Unfetched.failed
    finally:
        await site.stop()


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("https://acme-my.sharepoint.com/personal/ann/_layouts/15/download.aspx?UniqueId=1&tempauth=x", True),
        ("https://uksouth1-mediap.svc.ms/transform/x", True),
        ("http://acme-my.sharepoint.com/x", False),
        ("https://sharepoint.com.example/x", False),
        ("https://evilsharepoint.com/x", False),
        ("http://127.0.0.1/x", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_microsofts_storage_is_its_storage(address: str, held: bool) -> None:
    assert Storage(HOSTS).holds(address) is held


# Discord.


@pytest.fixture
async def cdn(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    server = DiscordServer()
    await server.start()
    monkeypatch.setattr(Route, "BASE", server.api)
    yield server
    await server.close()
    assert server.faults == []


@pytest.fixture
async def http(cdn: DiscordServer) -> AsyncIterator[HTTPClient]:
    async with discord.Client(intents=discord.Intents.none()) as made:
        await made.http.static_login("a.loopback.token")
        yield made.http


async def test_discords_file_is_fetched_without_a_token_and_no_larger_than_asked(
    cdn: DiscordServer, http: HTTPClient
) -> None:
    told = cdn.file("a.md", b"1. Staff")
    assert await discord_files.fetched(http, file(told["url"], 8), MOST) == b"1. Staff"
    for size in (MOST + 1, None):
        assert await why(discord_files.fetched(http, file(told["url"], size), MOST)) is Unfetched.too_large
    lied = cdn.file("a.md", b"x" * (MOST + 1))
    assert await why(discord_files.fetched(http, file(lied["url"], 8), MOST)) is Unfetched.too_large


async def test_a_file_that_discord_has_lost_is_said_to_be_gone(cdn: DiscordServer, http: HTTPClient) -> None:
    cdn.loses_files = True
    told = cdn.file("a.md", b"1. Staff")
    assert await why(discord_files.fetched(http, file(told["url"], 8), MOST)) is Unfetched.gone


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/a.docx?ex=1&is=2&hm=3", True),
        ("https://media.discordapp.net/attachments/1/2/a.docx", True),
        ("http://cdn.discordapp.com/attachments/1/2/a.docx", False),
        ("https://cdn.discordapp.com.example/a.docx", False),
        ("http://127.0.0.1/a.docx", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_discords_own_addresses_are_discords(
    address: str, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", "https://discord.com/api/v10")
    assert discord_files.discords(address) is own


# What is read of a message.


def test_teams_pictures_and_cards_are_no_files_and_a_file_without_a_name_is_called_so() -> None:
    from adapters.teams_events import activity_of, event_of
    from bot.events import Asked, Handed

    kind = "application/vnd.microsoft.teams.file.download.info"
    told = {
        "type": "message",
        "id": "1",
        "from": {"id": "29:ann"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "T"},
        "text": "hello",
    }
    others = [
        {"contentType": "text/html", "content": "<p>hello</p>"},
        {"contentType": "image/png", "contentUrl": "https://x.example/1"},
        None,
        7,
    ]
    files = [
        {"contentType": kind, "name": "a.docx", "content": {"downloadUrl": "https://x.sharepoint.com/a"}},
        {"contentType": kind, "content": "torn"},
    ]

    def read(attachments: list[object]) -> object:
        activity = activity_of(told | {"attachments": attachments})  # type: ignore[arg-type]
        assert activity is not None
        return event_of(activity)

    assert type(read([*others])) is Asked
    handed = read([*others, *files])
    assert isinstance(handed, Handed)
    assert [(each.name, each.size, each.address) for each in handed.files] == [
        ("a.docx", None, "https://x.sharepoint.com/a"),
        ("file", None, ""),
    ]


async def test_discords_file_keeps_the_name_that_its_sender_gave_it(tmp_path: Path) -> None:
    from bot.events import Handed
    from tests.chats import FakeCounter
    from tests.discord_chat import DiscordChat

    chat, counter = DiscordChat(tmp_path), FakeCounter()
    await chat.start(counter)
    try:
        await chat.hand({"Lone working policy.docx": b"x", "b.md": b"y"})
        with anyio.fail_after(20):
            while not counter.events:
                await anyio.sleep(0)
    finally:
        await chat.close()
    (event,) = counter.events
    assert isinstance(event, Handed)
    assert [(each.name, each.size) for each in event.files] == [("Lone working policy.docx", 1), ("b.md", 1)]
