"""Putting right by hand in the console how a policy was read, and what was understood of it."""

from __future__ import annotations

import httpx
from selectolax.lexbor import LexborHTMLParser

from bot import corrections
from bot.corrections import Kept, Wanted
from corpus.document import Audience, Clause, CorrectionKind, Document
from tests.bot_desks import CONDUCT, question
from tests.console_served import PEOPLE, Consoled, Visitor, moment, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

HOME = f"/o/{SHORT}"
TRIPS = """Trips

1. Staff must count the pupils before every trip. Parents must collect them at five.
2. Staff must carry a telephone
3. that is charged.
"""


def newest(console: Consoled, policy: str = "conduct") -> Document:
    """The newest revision of a policy."""
    return corrections.newest(console.desk.store, SHORT, policy)


def clauses(console: Consoled, policy: str = "conduct") -> dict[str, Clause]:
    """The whole clauses of the newest revision of a policy, by the number to cite them by."""
    _, found, _ = next(console.desk.clauses(SHORT, policy, drafts=True))
    return {each.place or "": each for each in found if each.part_of is None}


def kept(console: Consoled, policy: str = "conduct") -> tuple[Kept, ...]:
    """What was put right of a policy."""
    return corrections.of(console.desk.store, SHORT, policy)


def drafted(console: Consoled, text: str = TRIPS, name: str = "trips.txt") -> Document:
    """A draft of a policy."""
    handing = console.service.reception.handing
    added, _ = handing.added(SHORT, name, text.encode(), None, "tests")
    assert added.document is not None
    return added.document


def page(document: Document) -> str:
    """The page of what was understood of a document."""
    return f"{HOME}/drafts/{document.id}"


def correct(
    console: Consoled, place: str, policy: str = "trips", who: str = "admin", **form: object
) -> httpx.Response:
    """Put a clause right."""
    clause = clauses(console, policy)[place]
    return console.visitor(who).post(f"{page(newest(console, policy))}/clause/{clause.id}", form)


def listed(response: httpx.Response) -> list[str]:
    """The clauses as a page lists them."""
    return [" ".join(each.text().split()) for each in LexborHTMLParser(response.text).css("li.read")]


def test_what_was_understood_stands_beside_the_document(console: Consoled) -> None:
    response = console.visitor("admin").get(page(newest(console)))
    assert response.status_code == 200
    told = listed(response)
    assert len(told) == len(clauses_in_order(console, "conduct"))
    lift = next(each for each in told if "2.1" in each)
    assert "MAY" in lift
    assert "For: staff" in lift
    assert "Staff may give a pupil a lift only if the head has agreed in writing." in lift
    friend = next(each for each in told if "accept a friend request" in each)
    assert "MUST NOT" in friend
    assert "Staff must not:" in friend
    assert "Starred note" in friend
    said = text_of(response)
    for detail in ("Staff Conduct", "1 January 2025", "31 August 2026"):
        assert detail in said
    assert "Read as 2.1 MAY" in said


def test_every_link_within_the_page_leads_somewhere(console: Consoled) -> None:
    tree = LexborHTMLParser(console.visitor("admin").get(page(newest(console))).text)
    ids = [each.attributes["id"] for each in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    fragments = {(each.attributes["href"] or "")[1:] for each in tree.css("a[href^='#']")}
    assert fragments - {*ids} == set()


def test_a_draft_is_dropped_after_it_was_asked_once_more(console: Consoled) -> None:
    draft, visitor = drafted(console), console.visitor("admin")
    assert "Drop the draft of “Trips”?" in text_of(visitor.get(f"{page(draft)}/drop"))
    assert [each.policy for each in console.desk.store.drafts(SHORT)] == ["trips"]
    assert visitor.post(f"{page(draft)}/drop").status_code == 303
    assert console.desk.store.drafts(SHORT) == ()
    last = console.desk.store.audit(SHORT)[-1]
    assert (last.who, last.did) == (PEOPLE["admin"].key, "dropped draft")
    assert visitor.post(f"{page(draft)}/drop").status_code == 404


def test_what_is_in_force_is_no_draft_to_be_dropped(console: Consoled) -> None:
    visitor = console.visitor("admin")
    assert visitor.get(f"{page(newest(console))}/drop").status_code == 404
    assert visitor.post(f"{page(newest(console))}/drop").status_code == 404
    assert "conduct" in {each.policy for each in console.desk.store.published(SHORT)}


def test_a_number_is_put_right_as_a_draft_and_quoted_once_published(console: Consoled) -> None:
    before = newest(console)
    response = correct(console, "2.1", "conduct", kind="number", number="2.4")
    assert response.status_code == 303
    assert "2.4" in clauses(console)
    assert console.desk.store.published(SHORT)[0].id == before.id
    shown = console.visitor("admin").get(page(newest(console)))
    assert "Put right by hand" in text_of(shown)
    console.desk.publish(SHORT, by="tests")
    card = console.desk.ask(question("may i give a pupil a lift"))
    assert "2.4" in {quote.number for quote in card.quotes}


def test_whom_a_clause_is_for_is_put_right(console: Consoled) -> None:
    drafted(console)
    assert correct(console, "2", kind="audience", audience=["managers", "governors"]).status_code == 303
    assert clauses(console, "trips")["2"].audience == (Audience.managers, Audience.governors)


def test_a_clause_is_cut_in_two(console: Consoled) -> None:
    draft = drafted(console)
    clause = clauses(console, "trips")["1"]
    shown = console.visitor("admin").get(f"{page(draft)}/clause/{clause.id}")
    choices = LexborHTMLParser(shown.text).css("input[name=at]")
    assert [each.parent.text().strip() for each in choices if each.parent] == [
        "Parents must collect them at five."
    ]
    at = choices[0].attributes["value"]
    assert correct(console, "1", kind="split", at=at).status_code == 303
    texts = [each.text for each in clauses_in_order(console, "trips")]
    assert texts[:2] == [
        "Staff must count the pupils before every trip.",
        "Parents must collect them at five.",
    ]


def clauses_in_order(console: Consoled, policy: str) -> list[Clause]:
    """The whole clauses of the newest revision, as they stand."""
    _, found, _ = next(console.desk.clauses(SHORT, policy, drafts=True))
    return [each for each in found if each.part_of is None]


def test_two_clauses_are_joined(console: Consoled) -> None:
    draft = drafted(console)
    clause = clauses(console, "trips")["2"]
    shown = console.visitor("admin").get(f"{page(draft)}/clause/{clause.id}")
    assert "Behind it stands 3: that is charged." in text_of(shown)
    assert correct(console, "2", kind="join").status_code == 303
    assert "that is charged." in clauses(console, "trips")["2"].text
    assert "3" not in clauses(console, "trips")


def test_details_are_put_right(console: Consoled) -> None:
    draft, visitor = drafted(console), console.visitor("admin")
    form = {
        "title": "School Trips",
        "review_on": "31 August 2027",
        "audience": "staff, governors",
        "owner": "The head",
    }
    assert visitor.post(f"{page(draft)}/details", form).status_code == 303
    details = newest(console, "trips").details
    assert (details.title, str(details.review_on), details.owner) == (
        "School Trips",
        "31 August 2027",
        "The head",
    )
    assert details.audience == ("staff", "governors")
    assert details.revision is None
    assert len(kept(console, "trips")) == 4


def test_it_is_told_who_put_what_right_and_taken_back_again(console: Consoled) -> None:
    drafted(console)
    correct(console, "2", kind="number", number="2a")
    (made,) = kept(console, "trips")
    assert made.made_by == PEOPLE["admin"].key
    second = console.visitor("second")
    shown = text_of(second.get(page(newest(console, "trips"))))
    assert "another admin" in shown
    assert "By you" in text_of(console.visitor("admin").get(page(newest(console, "trips"))))
    taken = second.post(f"{page(newest(console, 'trips'))}/take-back", {"correction": made.id})
    assert taken.status_code == 303
    assert kept(console, "trips") == ()
    assert "2" in clauses(console, "trips")
    again = second.post(f"{page(newest(console, 'trips'))}/take-back", {"correction": made.id})
    assert again.status_code == 404


def test_what_is_taken_back_of_what_is_in_force_leaves_no_draft(console: Consoled) -> None:
    correct(console, "2.1", "conduct", kind="number", number="2.4")
    visitor = console.visitor("admin")
    (made,) = kept(console)
    response = visitor.post(f"{page(newest(console))}/take-back", {"correction": made.id})
    assert "there is no draft of it" in text_of(visitor.follow(response))
    assert console.desk.store.drafts(SHORT) == ()


BAD: dict[str, tuple[dict[str, object], str]] = {
    "no number at all": ({"kind": "number", "number": "???"}, "a letter or a digit"),
    "the same number": ({"kind": "number", "number": "2"}, "read so already"),
    "nobody": ({"kind": "audience"}, "somebody has to be named"),
    "the same audience": ({"kind": "audience", "audience": ["staff"]}, "read so already"),
    "an audience that is none": ({"kind": "audience", "audience": ["cats"]}, "is no audience"),
    "no place to cut": ({"kind": "split"}, "no words to cut before"),
    "a place within a word": ({"kind": "split", "at": "2"}, "within a word"),
    "a place behind the end": ({"kind": "split", "at": "99999"}, "no words to cut before"),
    "a place that is no number": ({"kind": "split", "at": "½"}, "no words to cut before"),
    "nothing": ({}, "Say what is to be put right."),
    "another kind": ({"kind": "force"}, "Say what is to be put right."),
}


def test_what_cannot_be_put_right_is_told_and_changes_nothing(console: Consoled) -> None:
    draft = drafted(console)
    for kind, (form, why) in BAD.items():
        response = console.visitor("admin").follow(correct(console, "2", **form))
        assert response.status_code == 422, kind
        assert why in text_of(response), kind
    assert newest(console, "trips").id == draft.id
    assert kept(console, "trips") == ()


def test_what_was_typed_is_not_lost(console: Consoled) -> None:
    drafted(console)
    response = correct(console, "2", kind="number", number="!!!")
    # Another admin who is given the address is not shown what was typed.
    other = console.visitor("second").client.get(response.headers["Location"])
    assert "!!!" not in other.text
    tree = LexborHTMLParser(console.visitor("admin").follow(response).text)
    field = tree.css_first("input[name=number]")
    assert field is not None
    assert field.attributes["value"] == "!!!"


def test_nothing_is_joined_with_the_last_clause(console: Consoled) -> None:
    drafted(console)
    response = console.visitor("admin").follow(correct(console, "3", kind="join"))
    assert response.status_code == 422
    assert "No clause stands behind it." in text_of(response)


def test_details_that_cannot_be_are_told_and_change_nothing(console: Consoled) -> None:
    draft, visitor = drafted(console), console.visitor("admin")
    for form, why in (
        ({"review_on": "next year"}, "is no date"),
        ({"title": "x" * 400}, "longer than 300"),
        ({}, "Nothing was changed"),
        ({"title": "Trips"}, "Nothing was changed"),
    ):
        response = visitor.follow(visitor.post(f"{page(draft)}/details", form))
        assert response.status_code == 422, form
        assert why in text_of(response)
    assert newest(console, "trips").id == draft.id


def test_a_detail_that_is_put_right_wrongly_is_shown_again(console: Consoled) -> None:
    form = {"title": "School Trips", "review_on": "soon"}
    visitor = console.visitor("admin")
    shown = visitor.follow(visitor.post(f"{page(drafted(console))}/details", form))
    values = {
        each.attributes["name"]: each.attributes["value"]
        for each in LexborHTMLParser(shown.text).css("main input[type=text]")
    }
    assert (values["title"], values["review_on"]) == ("School Trips", "soon")


def test_only_the_newest_revision_is_put_right(console: Consoled) -> None:
    old = newest(console)
    drafted(console, CONDUCT.replace("Staff may give", "Staff must not give"), "conduct.md")
    visitor = console.visitor("admin")
    clause = clauses(console)["2.1"]
    for response in (
        visitor.get(f"{page(old)}/clause/{clause.id}"),
        visitor.post(f"{page(old)}/clause/{clause.id}", {"kind": "number", "number": "9"}),
        visitor.get(f"{page(old)}/details"),
        visitor.post(f"{page(old)}/details", {"title": "x"}),
    ):
        assert response.status_code == 409
    shown = visitor.get(page(old))
    assert "not the newest revision" in text_of(shown)
    assert "Correct" not in " ".join(listed(shown))
    assert kept(console) == ()


def test_who_was_slower_is_told_so(console: Consoled) -> None:
    draft = drafted(console)
    first, second = console.visitor("admin"), console.visitor("second")
    clause = clauses(console, "trips")["2"]
    path = f"{page(draft)}/clause/{clause.id}"
    assert first.post(path, {"kind": "number", "number": "2a"}).status_code == 303
    # The draft that the second had open is replaced by the corrected one.
    assert second.post(path, {"kind": "number", "number": "2b"}).status_code in (404, 409)
    assert [each.correction.right for each in kept(console, "trips")] == ["2a"]


def test_a_clause_that_there_is_not_is_not_there(console: Consoled) -> None:
    visitor = console.visitor("admin")
    for path in ("clause/conduct/9.9", "clause/nothing", "clause/pets/1"):
        assert visitor.get(f"{page(newest(console))}/{path}").status_code == 404
        assert visitor.post(f"{page(newest(console))}/{path}", {"kind": "join"}).status_code == 404


def test_another_organisations_policy_is_not_there(console: Consoled) -> None:
    theirs = console.desk.store.published("other-school")[0]
    visitor = console.visitor("admin")
    for path in ("", "/details", "/drop", "/clause/pets/1"):
        assert visitor.get(f"{page(theirs)}{path}").status_code == 404
    assert visitor.post(f"{page(theirs)}/details", {"title": "x"}).status_code == 404
    assert visitor.post(f"{page(theirs)}/take-back", {"correction": "1"}).status_code == 404


def test_another_organisations_correction_is_not_taken_back(console: Consoled) -> None:
    theirs = console.desk.store.published("other-school")[0]
    wanted = Wanted(kind=CorrectionKind.detail, field="title", right="Animals")
    corrections.correct(console.desk.store, "other-school", theirs.id, (wanted,), "tests", moment())
    (made,) = corrections.of(console.desk.store, "other-school", "pets")
    response = console.visitor("admin").post(f"{page(newest(console))}/take-back", {"correction": made.id})
    assert response.status_code == 404
    assert corrections.of(console.desk.store, "other-school", "pets") == (made,)


def test_the_next_revision_is_read_as_it_was_put_right_and_that_is_said(console: Consoled) -> None:
    correct(console, "2.1", "conduct", kind="number", number="2.4")
    visitor: Visitor = console.visitor("admin")
    text = CONDUCT.replace('version: "2"', 'version: "3"')
    sent = visitor.post(f"{HOME}/policies/add", files=[("files", ("conduct.md", text.encode()))])
    assert "put right by hand: 2.1 has the number 2.4" in text_of(visitor.follow(sent))
    assert "2.4" in clauses(console)
    assert newest(console).details.revision == "3"


def test_what_could_not_be_understood_is_told(console: Consoled) -> None:
    draft = drafted(console)
    faulty = draft.model_copy(update={"faults": ("Page 2 is a picture, and was not read.",)})
    console.desk.store.save_draft(SHORT, faulty, TRIPS.encode(), by="tests")
    assert "Page 2 is a picture, and was not read." in text_of(console.visitor("admin").get(page(draft)))


def test_sentences_that_bind_otherwise_are_told_apart_and_put_right_alone(console: Consoled) -> None:
    draft = drafted(console, "Trips\n\n1. Staff must count the pupils. Parents may wait at the gate.\n")
    visitor = console.visitor("admin")
    (told,) = listed(visitor.get(page(draft)))
    assert "MUST Staff must count the pupils. MAY Parents may wait at the gate." in told
    shown = visitor.get(f"{page(draft)}/clause/trips/1")
    ids = [each.attributes["value"] or "" for each in LexborHTMLParser(shown.text).css("input[name=of]")]
    assert len(ids) == 3
    assert correct(console, "1", kind="audience", of=ids[2], audience=["governors"]).status_code == 303
    _, found, _ = next(console.desk.clauses(SHORT, "trips", drafts=True))
    assert [each.audience for each in found if each.part_of][1] == (Audience.governors,)


def test_a_long_policy_is_shown_in_parts_that_are_quick_to_load(console: Consoled) -> None:
    text = "Long\n\n" + "".join(
        f"{part} Part {part}\n\n"
        + "".join(
            f"{part}.{n} Staff must keep rule {part}.{n} in every room of the school, always.\n"
            for n in range(1, 21)
        )
        + "\n"
        for part in range(1, 21)
    )
    draft, visitor = drafted(console, text, "long.txt"), console.visitor("admin")
    whole = len(clauses(console, "long"))
    assert whole == 400
    seen: list[str] = []
    for number in range(1, 100):
        response = visitor.get(f"{page(draft)}?sheet={number}")
        assert len(response.content) < 100_000
        seen += listed(response)
        if "Next part" not in response.text:
            break
    assert len(seen) == whole
    last = clauses(console, "long")["20.20"]
    shown = visitor.get(f"{page(draft)}?clause={last.id}")
    assert any("rule 20.20" in each for each in listed(shown))
