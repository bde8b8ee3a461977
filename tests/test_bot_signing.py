"""A link to a clause is made by Quoth alone, leads where it was made to lead, and expires."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.addresses import is_loopback
from bot.credentials import Credentials
from bot.errors import WrongSetting
from bot.signing import DAY, ClauseLink, LinkExpired, LinkInvalid, Links, secret_of

SECRET = "s" * 40
BASE = "https://quoth.example.org"
LINK = ClauseLink(organisation="larkmere-trust", document_id="conduct@0123456789ab", start=120, end=188)
NOBODY = Credentials()


class Clock:
    def __init__(self) -> None:
        self.now = 1_780_000_000.5

    def __call__(self) -> float:
        return self.now


def token(url: str) -> str:
    return url.removeprefix(f"{BASE}/clause/").removesuffix("#clause")


links = st.builds(
    ClauseLink,
    organisation=st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=200),
    document_id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    start=st.integers(0, 10**6),
    end=st.integers(10**6 + 1, 10**7),
)


@given(links)
def test_a_link_leads_where_it_was_made_to_lead(link: ClauseLink) -> None:
    made = Links(SECRET, 7, BASE)
    assert made.read(token(made.url(link))) == link


def test_a_link_is_an_address_that_needs_no_escaping_and_leads_to_the_clause() -> None:
    url = Links(SECRET, 7, BASE).url(LINK)
    assert url.startswith(f"{BASE}/clause/")
    assert url.endswith("#clause")
    assert set(token(url)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert len(url) < 300


def test_a_link_is_good_for_its_days_and_not_a_second_longer() -> None:
    clock = Clock()
    made = Links(SECRET, 7, BASE, clock)
    written = token(made.url(LINK))
    clock.now += 7 * DAY
    assert made.read(written) == LINK
    clock.now += 1
    with pytest.raises(LinkExpired):
        made.read(written)


def test_a_link_from_the_future_is_not_read() -> None:
    clock = Clock()
    made = Links(SECRET, 7, BASE, clock)
    written = token(made.url(LINK))
    clock.now -= DAY
    with pytest.raises(LinkExpired):
        made.read(written)


def test_a_link_of_another_secret_is_invalid() -> None:
    with pytest.raises(LinkInvalid):
        Links(SECRET, 7, BASE).read(token(Links("t" * 40, 7, BASE).url(LINK)))


@given(st.integers(min_value=0), st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=127))
def test_a_link_with_any_letter_changed_is_not_read(place: int, letter: str) -> None:
    made = Links(SECRET, 7, BASE)
    written = token(made.url(LINK))
    at = place % len(written)
    changed = written[:at] + letter + written[at + 1 :]
    try:
        # The last letter of base64 may be written in more than one way; it must still say the same.
        assert made.read(changed) == LINK
        assert changed == written or at in (written.index("."), len(written) - 1)
    except (LinkInvalid, LinkExpired):
        assert changed != written


@pytest.mark.parametrize("written", ["", ".", "a.b.c", "x" * 5000, "é", "\x00", "..", "eyJ9.aaaa.bbbb"])
def test_what_is_no_token_is_invalid(written: str) -> None:
    with pytest.raises(LinkInvalid):
        Links(SECRET, 7, BASE).read(written)


@pytest.mark.parametrize(
    "signed", [[], ["a"], ["a", "b", 5, 5], ["a", "b", -1, 5], [1, 2, 3, 4], {"a": 1}, "abcd", None, 7]
)
def test_a_signed_token_of_another_form_is_invalid(signed: object) -> None:
    made = Links(SECRET, 7, BASE)
    with pytest.raises(LinkInvalid):
        made.read(made._signed.dumps(signed))


def test_a_link_does_not_hold_its_secret() -> None:
    url = Links(SECRET, 7, BASE).url(LINK)
    assert SECRET not in url
    assert base64.urlsafe_b64encode(SECRET.encode()).decode()[:20] not in url


def test_a_clause_holds_something() -> None:
    with pytest.raises(ValidationError, match="cannot end"):
        ClauseLink(organisation="a", document_id="b", start=5, end=5)


def test_without_a_public_address_there_are_no_links() -> None:
    assert Links(SECRET, 7, "").url(LINK) == ""


@pytest.mark.parametrize(
    ("base", "begins"),
    [
        ("https://quoth.example.org/", "https://quoth.example.org/clause/"),
        ("https://example.org/quoth//", "https://example.org/quoth/clause/"),
        ("https://example.org:8443", "https://example.org:8443/clause/"),
        ("http://127.0.0.1:8642", "http://127.0.0.1:8642/clause/"),
        ("http://localhost:8642", "http://localhost:8642/clause/"),
        ("http://[::1]:8642", "http://[::1]:8642/clause/"),
    ],
)
def test_a_link_begins_with_the_public_address(base: str, begins: str) -> None:
    assert Links(SECRET, 7, base).url(LINK).startswith(begins)


@pytest.mark.parametrize(
    "base",
    [
        "http://quoth.example.org",
        "http://127.0.0.1.example.org",
        "quoth.example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://user:word@example.org",
        "https://example.org/?a=b",
        "https://example.org/#top",
        "https://exam ple.org",
        "https://example.org:port",
        "https://[::1",
        "//example.org",
    ],
)
def test_a_public_address_that_is_not_safe_is_refused_without_being_repeated(base: str) -> None:
    with pytest.raises(WrongSetting, match="QUOTH_PUBLIC_URL is wrong") as raised:
        Links(SECRET, 7, base)
    assert base not in str(raised.value)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("192.168.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_alone(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_secret_that_is_set_goes_first(tmp_path: Path) -> None:
    assert secret_of(tmp_path, Credentials(web_secret=SecretStr(SECRET))) == SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new"
    secret = secret_of(home, NOBODY)
    assert len(secret) >= 60
    assert secret_of(home, NOBODY) == secret
    assert [path.name for path in home.iterdir()] == ["web.key"]
    assert stat.S_IMODE((home / "web.key").stat().st_mode) == 0o600


def test_of_many_who_start_at_once_all_read_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda _: secret_of(tmp_path, NOBODY), range(64)))
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["web.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    secret = secret_of(tmp_path, NOBODY)
    (tmp_path / "web.key").chmod(mode)
    with pytest.raises(WrongSetting, match=rf"web\.key is wrong: others .* \(mode {mode:o}\)") as raised:
        secret_of(tmp_path, NOBODY)
    assert secret not in str(raised.value)


@pytest.mark.parametrize("held", [b"", b"short\n", b"\xff" * 60])
def test_a_key_that_is_none_is_refused(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "web.key"
    path.write_bytes(held)
    path.chmod(0o600)
    with pytest.raises(WrongSetting, match=r"web\.key is wrong"):
        secret_of(tmp_path, NOBODY)
    assert path.read_bytes() == held


def test_a_home_that_is_no_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    with pytest.raises(WrongSetting, match=r"web\.key is wrong: it cannot be read"):
        secret_of(file, NOBODY)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="the system has no folder that keeps nothing")
def test_a_home_that_keeps_no_key_asks_for_a_secret() -> None:
    with pytest.raises(WrongSetting, match="QUOTH_WEB_SECRET is wrong: no key can be kept"):
        secret_of(Path("/proc/self"), NOBODY)
