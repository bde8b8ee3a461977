"""The web server takes what platforms post, says how it is, and logs nothing of what is asked of it."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs

from adapters.web import MOST_BYTES, Listening, serve
from bot.errors import WrongSetting
from tests.web_served import Served, document, link

pytest_plugins = ("tests.web_fixtures", "tests.fresh_logs")
pytestmark = pytest.mark.anyio


async def test_the_process_says_that_it_lives(served: Served) -> None:
    response = await served.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


async def test_it_is_ready_while_every_part_is(served: Served) -> None:
    async with served.client() as client:
        response = await client.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"store": True, "slack": True})
        served.ready["slack"] = False
        response = await client.get("/readyz")
        assert (response.status_code, response.json()) == (503, {"store": True, "slack": False})


async def test_the_figures_are_given_to_prometheus(served: Served) -> None:
    served.figures.answered("slack", "quoted", 0.1)
    response = await served.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert 'quoth_answers_total{kind="quoted",platform="slack"} 1.0' in response.text


async def echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse({"bytes": len(body), "signature": request.headers.get("X-Signature")})


async def test_a_platforms_route_takes_what_is_posted_as_it_was_sent(served: Served) -> None:
    served.web.add("/slack/events", echo)
    async with served.client() as client:
        response = await client.post("/slack/events", content=b"a=%20", headers={"X-Signature": "v0=1"})
        assert response.json() == {"bytes": 5, "signature": "v0=1"}
        assert (await client.get("/slack/events")).status_code == 405
        assert (await client.post("/clause/x")).status_code == 405


async def test_a_route_may_be_an_object_that_can_be_called(served: Served) -> None:
    class Endpoint:
        async def __call__(self, request: Request) -> Response:
            return await echo(request)

    served.web.add("/api/messages", Endpoint())
    async with served.client() as client:
        assert (await client.post("/api/messages", content=b"123")).json()["bytes"] == 3


async def test_a_path_is_given_out_once(served: Served) -> None:
    served.web.add("/slack/events", echo)
    with pytest.raises(ValueError, match="/slack/events is taken"):
        served.web.add("/slack/events", echo)


@dataclass
class Body:
    """A body that is sent in parts without saying how long it is, and counts what was taken of it."""

    parts: int
    taken: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.parts):
            self.taken += 1
            yield b"x" * 65_536


async def test_a_body_that_is_too_large_is_refused(served: Served) -> None:
    served.web.add("/slack/events", echo)
    async with served.client() as client:
        whole = await client.post("/slack/events", content=b"x" * MOST_BYTES)
        assert whole.json()["bytes"] == MOST_BYTES
        assert (await client.post("/slack/events", content=b"x" * (MOST_BYTES + 1))).status_code == 413
        assert (await client.post("/slack/events", content=Body(17))).status_code == 413


async def test_a_body_that_is_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    served.web.add("/slack/events", echo)
    async with serve(served.web, "127.0.0.1", 0) as listening:
        reader, writer = await asyncio.open_connection("127.0.0.1", listening.port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nxx")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n"), 5)
        assert b" 413 " in head
        # To its end: the server closes the connection and does not wait for the rest.
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await writer.wait_closed()


async def test_an_endpoint_that_fails_is_told_by_its_class_and_a_reference(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(request: Request) -> Response:
        raise RuntimeError("Kayla told me")

    served.web.add("/slack/events", fail)
    caplog.set_level(logging.DEBUG)
    async with served.client() as client:
        with capture_logs() as logged:
            response = await client.post("/slack/events")
        assert (await client.get("/healthz")).status_code == 200
    assert response.status_code == 500
    assert "Kayla" not in response.text + caplog.text
    failed, request = logged
    assert (failed["route"], failed["reference"] in response.text) == ("/slack/events", True)
    assert (request["route"], request["status"]) == ("/slack/events", 500)
    assert 'quoth_errors_total{platform="web",what="unexpected"} 1.0' in served.figures.text()[0].decode()


async def test_a_request_is_logged_by_its_route_and_nothing_of_its_address(served: Served) -> None:
    path = served.path(link(document()))
    with capture_logs() as logged:
        await served.get(f"{path}?who=ann")
        await served.get("/secret?who=ann")
    assert [(line["event"], line["route"], line["status"]) for line in logged] == [
        ("request", "/clause/{token}", 200),
        ("request", "none", 404),
    ]
    assert all(set(line) == {"event", "log_level", "route", "status", "seconds"} for line in logged)
    assert path.rpartition("/")[2] not in json.dumps(logged)


def test_a_port_that_is_taken_is_named(served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(WrongSetting, match=f"QUOTH_PORT is wrong: another program listens on {port}"):
            serve(served.web, "127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "", "a b", "x" * 300, "http://x"])
def test_a_host_that_is_not_this_machine_is_named(served: Served, host: str) -> None:
    with pytest.raises(WrongSetting, match="QUOTH_HOST is wrong: it is no address of this machine"):
        serve(served.web, host, 0)


async def test_it_leaves_signals_alone_and_lets_go_of_its_port(served: Served) -> None:
    before = (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))
    listening: Listening = serve(served.web, "localhost", 0)
    async with listening:
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
        port = listening.port
        assert port > 0
    async with serve(served.web, "127.0.0.1", port) as again:
        assert again.port == port


async def test_a_request_in_flight_is_answered_before_it_stops(served: Served) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def slow(request: Request) -> Response:
        entered.set()
        await leave.wait()
        return await echo(request)

    served.web.add("/slack/events", slow)
    listening = serve(served.web, "127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}") as client:
        await listening.__aenter__()
        asked = asyncio.create_task(client.post("/slack/events", content=b"123"))
        await entered.wait()
        stopping = asyncio.create_task(listening.__aexit__())
        await asyncio.wait([stopping], timeout=0.3)
        assert not stopping.done()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", listening.port)
        leave.set()
        assert (await asked).json()["bytes"] == 3
        await asyncio.wait_for(stopping, 5)


async def test_many_ask_at_once(served: Served) -> None:
    path = served.path(link(document()))
    async with served.client() as client:
        found = await asyncio.gather(*(client.get(path) for _ in range(50)))
    assert {response.status_code for response in found} == {200}
