"""The app package is one that Teams takes: Microsoft's own schema knows it, and its icons are as they must be."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters.teams_cards import PRESS
from adapters.teams_events import CHECK, COMMAND, DIALOG
from adapters.teams_manifest import manifest, package
from bot import phrases
from bot.errors import WrongSetting
from tests.teams_server import CLIENT

SCHEMA = Path(__file__).parent / "payloads" / "teams-manifest.schema.json"
SITE = "https://quoth.example.org"


def made() -> Any:
    return manifest(CLIENT, SITE)


def test_microsofts_schema_knows_the_manifest() -> None:
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(made())


def test_the_schema_would_know_a_wrong_one() -> None:
    check = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert not check.is_valid(made() | {"unknown": 1})
    assert not check.is_valid(made() | {"id": "x"})
    assert not check.is_valid(made() | {"bots": [made()["bots"][0] | {"scopes": ["everywhere"]}]})


def test_the_manifest_offers_what_the_adapter_understands() -> None:
    [bot] = made()["bots"]
    [extension] = made()["composeExtensions"]
    [action] = extension["commands"]
    assert (bot["botId"], extension["botId"]) == (CLIENT, CLIENT)
    assert bot["supportsTargetedMessages"]
    assert {command["title"] for each in bot["commandLists"] for command in each["commands"]} == {
        COMMAND,
        *phrases.PROMPTS,
    }
    assert (action["id"], action["context"], action["fetchTask"]) == (CHECK, ["message"], True)
    assert "composeExtension/fetchTask" in DIALOG
    assert PRESS not in json.dumps(made())


def test_links_may_go_to_our_own_site_and_nowhere_else() -> None:
    assert made()["validDomains"] == ["quoth.example.org"]


def test_the_app_has_an_id_of_its_own_and_keeps_it() -> None:
    assert made()["id"] == made()["id"] != CLIENT
    assert made()["id"] != manifest(CLIENT.replace("1", "2"), SITE)["id"]


def test_the_package_holds_the_manifest_and_two_icons_of_the_right_size() -> None:
    with zipfile.ZipFile(io.BytesIO(package(CLIENT, SITE))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == made()
        sizes = [_size(archive.read(name)) for name in ("color.png", "outline.png")]
    assert sizes == [(192, 192), (32, 32)]


def test_the_outline_is_white_on_nothing() -> None:
    image = pytest.importorskip("PIL.Image")
    with zipfile.ZipFile(io.BytesIO(package(CLIENT, SITE))) as archive:
        outline = image.open(io.BytesIO(archive.read("outline.png"))).convert("RGBA")
    colours = {colour for _, colour in outline.getcolors()}
    assert {colour[:3] for colour in colours} == {(255, 255, 255)}
    assert {0, 255} <= {colour[3] for colour in colours}


def test_the_same_package_is_made_every_time() -> None:
    assert package(CLIENT, SITE) == package(CLIENT, SITE)


@pytest.mark.parametrize(
    ("client", "site", "setting"),
    [
        ("quoth", SITE, "QUOTH_TEAMS_CLIENT_ID"),
        ("", SITE, "QUOTH_TEAMS_CLIENT_ID"),
        (CLIENT, "", "QUOTH_PUBLIC_URL"),
        (CLIENT, "http://quoth.example.org", "QUOTH_PUBLIC_URL"),
        (CLIENT, "quoth.example.org", "QUOTH_PUBLIC_URL"),
    ],
)
def test_what_teams_would_refuse_is_named(client: str, site: str, setting: str) -> None:
    with pytest.raises(WrongSetting, match=setting):
        manifest(client, site)


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
