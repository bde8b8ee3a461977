"""Adding policies in the console: files become drafts, bad ones are told of, and nobody's word is guessed."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from io import BytesIO

import httpx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from selectolax.lexbor import LexborHTMLParser

from bot.shelf import LIFE, Shelf, Shelved
from tests.bot_desks import CONDUCT
from tests.console_served import OTHER, PEOPLE, Consoled, Visitor, moment, text_of
from tests.houses import SHORT
from tests.pdf_files import pages
from tests.word_files import para, word

pytest_plugins = ("tests.console_fixtures",)

HOME = f"/o/{SHORT}"
REVISED = CONDUCT.replace('version: "2"', 'version: "3"').replace("Staff may give", "Staff must not give")
VISITORS = "Visitors\n\n1. Visitors must wear a badge.\n"
LONE = "Lone Working\n\n1. Staff must sign out.\n"
HTML = b"<h1>Site Security</h1><script>alert(1)</script><p>1. Staff must lock &lt;b&gt; the gate.</p>"


def pdf(text: str) -> bytes:
    """A PDF of one line."""
    return pages([(72, 100, text)])


def bomb() -> bytes:
    """A Word file that unpacks to far more than it holds."""
    whole = BytesIO()
    whole.write(word(para("Staff must wait.")))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b" " * 300_000_000)
    return whole.getvalue()


def send(visitor: Visitor, files: dict[str, bytes], policy: str = "") -> httpx.Response:
    """Send files, wait until they are read, and give the page that tells what became of them."""
    sent = [("files", (name, data)) for name, data in files.items()]
    return visitor.follow(visitor.post(f"{HOME}/policies/add", {"policy": policy}, files=sent))


def cards(response: httpx.Response) -> dict[str, str]:
    """What a page says of each file, by its name."""
    found = LexborHTMLParser(response.text).css("main section.card")
    titles = [(each.css_first("h2"), each) for each in found]
    return {title.text(): " ".join(each.text().split()) for title, each in titles if title}


def drafts(console: Consoled, organisation: str = SHORT) -> dict[str, str]:
    """The drafts by policy, and their revisions."""
    return {each.policy: each.details.revision or "" for each in console.desk.store.drafts(organisation)}


def waiting(console: Consoled) -> list[str]:
    """The ids of the files that wait for somebody's word."""
    shelf: Shelf = console.service.reception.handing.shelf
    return [each.id for each in shelf.waiting(SHORT, console.console.cabinet.now())]


def test_files_of_every_kind_become_drafts(console: Consoled) -> None:
    files = {
        "conduct.md": REVISED.encode(),
        "Lone working.txt": LONE.encode(),
        "Site security.html": HTML,
        "Fire.docx": word(para("Fire Policy") + para("1. Staff must leave at once.")),
        "Trips.pdf": pdf("1. Staff must count the pupils before every trip."),
    }
    shown = send(console.visitor("admin"), files)
    assert shown.status_code == 200
    assert sorted(drafts(console)) == ["conduct", "fire", "lone-working", "site-security", "trips"]
    told = cards(shown)
    assert list(told) == list(files)
    assert "Draft of “Staff Conduct”" in told["conduct.md"]
    assert "It changes what is in force in 1 place, and 1 clause binds otherwise." in told["conduct.md"]
    assert "Nothing of this policy is in force yet." in told["Lone working.txt"]


def test_it_is_in_the_audit_who_added_a_policy(console: Consoled) -> None:
    send(console.visitor("admin"), {"conduct.md": REVISED.encode()})
    last = [each for each in console.desk.store.audit(SHORT) if each.did == "added"][-1]
    assert (last.who, last.thing.partition("@")[0]) == (PEOPLE["admin"].key, "conduct")


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "another format": ("poster.png", lambda: b"\x89PNG", "names end in “.png” are not read"),
    "no ending": ("policy", lambda: b"x", "no ending"),
    "a torn PDF": ("torn.pdf", lambda: b"%PDF-1.4 torn", "damaged or was cut short"),
    "a scan": ("scan.pdf", lambda: pages([], []), "scan"),
    "a locked PDF": (
        "locked.pdf",
        lambda: pages([(72, 100, "x")], encrypt=StandardEncryption("secret", "more")),
        "password",
    ),
    "an empty file": ("empty.txt", lambda: b"", "The file is empty"),
    "no words": ("blank.md", lambda: b"***\n---\n", "no words"),
    "a zip bomb": ("bomb.docx", bomb, "unpacks to far more than it holds"),
    "too large a file": (
        "large.txt",
        lambda: b"Staff must wait.\n" * 1_300_000,
        "the most that is read is 20 MB",
    ),
}


def test_files_that_cannot_be_read_are_told_of_and_cost_no_other(console: Consoled) -> None:
    small = {name: made() for name, made, _ in REFUSED.values() if name != "large.txt"}
    told = cards(send(console.visitor("admin"), {**small, "Lone working.txt": LONE.encode()}))
    told |= cards(send(console.visitor("admin"), {"large.txt": REFUSED["too large a file"][1]()}))
    for kind, (name, _, why) in REFUSED.items():
        assert why.casefold() in told[name].casefold(), kind
    assert "Draft of" in told["Lone working.txt"]
    assert sorted(drafts(console)) == ["lone-working"]


def test_a_hostile_name_is_only_a_name(console: Consoled) -> None:
    names = [
        "../../etc/passwd.txt",
        "..\\..\\boot.txt",
        "👩‍🏫🔥.txt",
        "a" * 300 + ".txt",
        "ﬃ" * 190 + ".txt",
        "<img src=x>.txt",
    ]
    shown = send(console.visitor("admin"), {name: LONE.encode() for name in names}, "own")
    assert shown.status_code == 200
    told = cards(shown)
    assert len(told) == len(names)
    assert all("Draft of “Lone Working”" in each for each in told.values())
    for draft in console.desk.store.drafts(SHORT):
        assert not {"/", "\\"} & set(draft.source)
        assert len(draft.policy) <= 250
    assert "<img" not in shown.text


def test_a_script_in_a_file_is_never_part_of_a_page(console: Consoled) -> None:
    visitor = console.visitor("admin")
    shown = send(visitor, {"Site security.html": HTML})
    href = next(
        each.attributes["href"] or ""
        for each in LexborHTMLParser(shown.text).css("main a")
        if "understood" in each.text()
    )
    page = visitor.client.get(href)
    assert page.status_code == 200
    assert "alert(1)" not in page.text
    assert "lock <b> the gate" in text_of(page)


def test_the_same_file_twice_is_one_draft(console: Consoled) -> None:
    visitor = console.visitor("admin")
    send(visitor, {"Lone working.txt": LONE.encode()})
    told = cards(send(visitor, {"Lone working.txt": LONE.encode(), "conduct.md": CONDUCT.encode()}))
    assert "already. There is nothing to do." in told["Lone working.txt"]
    assert "already. There is nothing to do." in told["conduct.md"]
    assert drafts(console) == {"lone-working": ""}


def test_a_form_without_files_is_shown_again(console: Consoled) -> None:
    response = console.visitor("admin").post(
        f"{HOME}/policies/add", {"policy": "own"}, files={"x": ("", b"")}
    )
    assert response.status_code == 422
    assert "Choose at least one file." in text_of(response)


def test_more_than_may_be_sent_is_refused(console: Consoled) -> None:
    visitor = console.visitor("admin")
    sent = [("files", (f"{n}.txt", b"x" * 9_000_000)) for n in range(3)]
    response = visitor.post(f"{HOME}/policies/add", files=sent)
    assert response.status_code == 413
    assert drafts(console) == {}


def test_a_file_is_the_revision_that_somebody_says(console: Consoled) -> None:
    send(console.visitor("admin"), {"visitors.txt": VISITORS.encode()}, "revision:conduct")
    assert sorted(drafts(console)) == ["conduct"]


def test_a_file_is_a_policy_of_its_own_where_somebody_says_so(console: Consoled) -> None:
    send(console.visitor("admin"), {"conduct.md": REVISED.encode()}, "own")
    assert sorted(drafts(console)) == ["conduct-2"]


def test_no_file_revises_a_policy_that_there_is_not(console: Consoled) -> None:
    for policy in ("revision:nothing", "revision:pets", "conduct", "revision:"):
        response = send(console.visitor("admin"), {"visitors.txt": VISITORS.encode()}, policy)
        assert response.status_code == 422, policy
    assert drafts(console) == {}


def test_two_files_do_not_both_revise_one_policy(console: Consoled) -> None:
    files = {"a.txt": VISITORS.encode(), "b.txt": LONE.encode()}
    response = send(console.visitor("admin"), files, "revision:conduct")
    assert response.status_code == 422
    assert "one file at a time" in text_of(response)
    assert drafts(console) == {}


def asked(console: Consoled, visitor: Visitor) -> httpx.Response:
    """Send a file of which it is not sure whose revision it is, beside a good one."""
    shown = send(visitor, {"conduct.md": VISITORS.encode(), "Lone working.txt": LONE.encode()})
    assert "Is it a revision of “Staff Conduct”?" in cards(shown)["conduct.md"]
    assert sorted(drafts(console)) == ["lone-working"]
    return shown


def batch_of(response: httpx.Response) -> str:
    """The batch that the page's questions name."""
    found = LexborHTMLParser(response.text).css_first("input[name=batch]")
    assert found is not None
    return found.attributes["value"] or ""


@pytest.mark.parametrize(
    ("meant", "after", "told"),
    [
        ("revision", ["conduct", "lone-working"], "Draft of “Staff Conduct”"),
        ("own", ["conduct-2", "lone-working"], "Draft of “Visitors”"),
        ("dropped", ["lone-working"], "Dropped."),
    ],
)
def test_somebody_says_whose_revision_a_file_is(
    console: Consoled, meant: str, after: list[str], told: str
) -> None:
    visitor = console.visitor("admin")
    shown = asked(console, visitor)
    (id,) = waiting(console)
    answer = visitor.post(f"{HOME}/policies/unsure/{id}", {"is": meant, "batch": batch_of(shown)})
    answered = cards(visitor.follow(answer))
    assert sorted(drafts(console)) == after
    assert told in answered["conduct.md"]
    assert "Draft of “Lone Working”" in answered["Lone working.txt"]
    assert waiting(console) == []


def test_another_admin_finds_the_file_that_waits(console: Consoled) -> None:
    asked(console, console.visitor("admin"))
    second = console.visitor("second")
    assert "conduct.md" in cards(second.get(f"{HOME}/policies/unsure"))
    (id,) = waiting(console)
    shown = second.follow(second.post(f"{HOME}/policies/unsure/{id}", {"is": "revision"}))
    assert "Draft of “Staff Conduct”" in cards(shown)["conduct.md"]
    again = console.visitor("admin").post(f"{HOME}/policies/unsure/{id}", {"is": "own"})
    assert again.status_code == 404
    assert sorted(drafts(console)) == ["conduct", "lone-working"]


def test_an_answer_that_is_none_changes_nothing(console: Consoled) -> None:
    visitor = console.visitor("admin")
    asked(console, visitor)
    (id,) = waiting(console)
    assert visitor.post(f"{HOME}/policies/unsure/{id}", {"is": "perhaps"}).status_code == 422
    assert waiting(console) == [id]


def test_a_file_that_waits_for_another_organisation_is_not_there(console: Consoled) -> None:
    shelf: Shelf = console.service.reception.handing.shelf
    theirs = Shelved(organisation=OTHER, name="secret.txt", data=b"x", policy="pets", title="Pets", why="so")
    id = shelf.put(theirs, console.console.cabinet.now())
    visitor = console.visitor("admin")
    assert "secret" not in visitor.get(f"{HOME}/policies/unsure").text
    assert visitor.post(f"{HOME}/policies/unsure/{id}", {"is": "dropped"}).status_code == 404
    assert shelf.get(id, console.console.cabinet.now()) is not None


def test_what_became_of_the_files_is_told_to_whoever_sent_them_alone(console: Consoled) -> None:
    visitor = console.visitor("admin")
    shown = send(visitor, {"Lone working.txt": LONE.encode()})
    path = shown.url.path.removeprefix("/console")
    assert visitor.get(path).status_code == 200
    assert console.visitor("second").get(path).status_code == 404


def test_what_waits_comes_later_and_was_withdrawn_stands_on_the_page_of_policies(console: Consoled) -> None:
    later = REVISED.replace("effective: 2025-01-01", "effective: 2027-01-01")
    handing, desk = console.service.reception.handing, console.desk
    handing.added(SHORT, "conduct.md", later.encode(), None, "tests")
    desk.publish(SHORT, by="tests")
    house = next(each for each in desk.store.published(SHORT) if each.policy == "house")
    desk.publisher.withdraw(desk.organisation(SHORT), "house", "tests", moment())
    handing.added(SHORT, "Lone working.txt", LONE.encode(), None, "tests")
    shown = console.visitor("admin").get(f"{HOME}/policies")
    tables = {
        caption.text(): " ".join(each.text().split())
        for each in LexborHTMLParser(shown.text).css("main table")
        if (caption := each.css_first("caption"))
    }
    assert "Lone Working" in tables["Drafts"]
    assert "Staff Conduct 3 1 January 2027" in tables["Published for a later day"]
    assert (house.details.title or "") in tables["Withdrawn"]
    lead = console.visitor("lead").get(f"{HOME}/policies")
    assert "Lone Working" not in lead.text
    assert "Policy files" not in lead.text


def test_a_file_waits_for_a_day_and_no_longer(console: Consoled) -> None:
    shelf: Shelf = console.service.reception.handing.shelf
    now = moment()
    file = Shelved(
        organisation=SHORT, name="a.txt", data=b"x", policy="conduct", title="Staff Conduct", why="so"
    )
    id = shelf.put(file, now)
    for _ in range(2):
        assert [each.id for each in shelf.waiting(SHORT, now)] == [id]
    assert shelf.waiting(OTHER, now) == ()
    assert shelf.waiting(SHORT, now + LIFE + dt.timedelta(minutes=1)) == ()
    shelf.drop(id)
    assert shelf.waiting(SHORT, now) == ()
