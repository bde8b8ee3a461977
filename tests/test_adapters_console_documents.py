"""Policies as people read them in the console: who may read which revision, and what is shown of it."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser

from bot.desk import Desk
from bot.lineage import Tree
from bot.members import holder
from bot.people import Office, Role
from bot.readings import cut
from bot.records import State
from bot.signing import ClauseLink
from corpus.document import Clause, Document
from tests.bot_desks import CONDUCT, TRUST, file
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

HERE = f"/o/{SHORT}/policies"

REVISED = (
    CONDUCT.replace('version: "2"', 'version: "3"')
    .replace("2.1 Staff may give", "2.1 Staff must not give")
    .replace(" only if the head has agreed in writing", "")
    .replace("- message a pupil from a private account\n", "")
    + "\n2.2 Staff must tell the head of any lift.\n"
)


def document(desk: Desk, policy: str = "conduct", organisation: str = SHORT) -> Document:
    return next(each for each in desk.store.published(organisation) if each.policy == policy)


def clause(of: Document, words: str) -> Clause:
    return next(each for each in cut(of) if words in each.text)


def path(of: Document, *more: str, organisation: str = SHORT) -> str:
    """The path of a policy, or of what stands behind it."""
    return "/".join(quote(each, safe="/") for each in (f"/o/{organisation}/policies", of.id, *more))


def at(of: Document, words: str) -> str:
    return path(of, "at", clause(of, words).id)


def revise(desk: Desk, text: str = REVISED, publish: bool = True) -> Document:
    """Add another revision of the conduct policy, and publish it."""
    desk.add(TRUST, [file(desk.settings.home / "in", "conduct.md", text)], by="tests")
    if publish:
        desk.publish(TRUST, by="tests")
        return document(desk)
    return next(each for each in desk.store.drafts(SHORT) if each.policy == "conduct")


def words(response: httpx.Response) -> str:
    """The document's own words on a page."""
    html = LexborHTMLParser(response.text)
    for each in html.css(".ours, del"):
        each.decompose()
    found = html.css_first("#document")
    assert found is not None
    return found.text(deep=True, strip=False)


def test_staff_read_the_policies_in_force_whole(console: Consoled) -> None:
    staff, conduct = console.visitor("staff"), document(console.desk)
    listed = staff.get(HERE)
    assert "Staff Conduct" in text_of(listed)
    assert "31 August 2026 Overdue" in text_of(listed)
    assert quote(conduct.id, safe="") in listed.text
    page = staff.get(path(conduct))
    assert words(page) == conduct.text
    said = text_of(page)
    assert "Version 2 · In effect from 1 January 2025 · To be reviewed by 31 August 2026" in said
    assert "was due for review by 31 August 2026" in said
    assert "<mark" not in page.text


def test_a_clause_is_marked_in_its_policy_with_its_force_and_its_headings(console: Consoled) -> None:
    conduct = document(console.desk)
    page = console.visitor("staff").get(at(conduct, "friend request"))
    assert words(page) == conduct.text
    assert text_of(page, "mark#clause") == "accept a friend request from a pupil*"
    assert "MUST NOT" in text_of(page, ".spot")
    assert "1 Friends online" in text_of(page, ".spot")
    assert "For: staff" in text_of(page, ".spot")
    note = clause(conduct, "anyone on roll")
    assert f'href="#{quote(note.id)}"' in page.text
    assert 'href="#clause"' in page.text
    assert f'data-copy="/console{at(conduct, "friend request")}#clause"' in page.text


def test_the_list_can_be_searched_by_title(console: Consoled) -> None:
    staff = console.visitor("staff")
    found = text_of(staff.get(f"{HERE}?q=house+RULES"))
    assert "House Rules" in found
    assert "Staff Conduct" not in found
    assert "No policy here has “zebra” in its title" in text_of(staff.get(f"{HERE}?q=zebra"))
    part = staff.get(f"{HERE}?q=house", **{"HX-Request": "true"})
    assert "<h1" not in part.text
    assert "House Rules" in part.text


@pytest.mark.parametrize("who", ["staff", "web staff"])
def test_staff_see_no_draft_and_are_led_on_from_what_was_replaced(console: Consoled, who: str) -> None:
    old = document(console.desk)
    was = at(old, "friend request")
    moved, gone = at(old, "a lift only"), at(old, "private account")
    draft = revise(console.desk, publish=False)
    staff = console.visitor(who)
    assert staff.get(path(draft)).status_code == 404
    assert staff.get(path(draft, "original")).status_code == 404
    console.desk.publish(TRUST, by="tests")
    new = document(console.desk)
    first = staff.get(was)
    assert first.headers["Location"] == f"/console{at(new, 'friend request')}#clause"
    assert "the same clause as it stands now" in text_of(staff.follow(first))
    for path_of_old, told in ((path(old), "You see the one that is in force"), (gone, "is not in the one")):
        response = staff.get(path_of_old)
        assert response.headers["Location"] == f"/console{path(new)}".replace("@", "%40")
        shown = staff.follow(response)
        assert told in text_of(shown)
        assert "private account" not in shown.text
    assert staff.get(moved).headers["Location"] == f"/console{at(new, 'give a pupil a lift')}#clause"
    assert staff.get(path(old, "original")).status_code == 404


def test_leads_and_admins_read_what_was_replaced_and_only_admins_drafts(console: Consoled) -> None:
    old = document(console.desk)
    revise(console.desk)
    draft = revise(console.desk, CONDUCT.replace("Staff may", "Nobody may"), publish=False)
    for who, sees in (("lead", False), ("deputy", False), ("admin", True), ("operator", True)):
        visitor = console.visitor(who)
        page = visitor.get(at(old, "private account"))
        assert "Replaced by another revision" in text_of(page)
        assert words(page) == old.text
        assert (visitor.get(path(draft)).status_code == 200) is sees, who
        assert (draft.id in page.text.replace("%40", "@")) is sees, who
    assert "A draft, not in force" in text_of(console.visitor("admin").get(path(draft)))


def test_a_policy_that_is_withdrawn_is_for_leads_and_admins(console: Consoled) -> None:
    desk, conduct = console.desk, document(console.desk)
    store = desk.store
    revision = next(each for each in store.publications.revisions(SHORT) if each.policy == "conduct")
    with store.database.writing() as connection:
        connection.execute(
            sa.text("UPDATE documents SET state = 'withdrawn' WHERE id = :key"), {"key": revision.key}
        )
    gone = console.visitor("staff").get(at(conduct, "friend request"))
    assert gone.status_code == 404
    assert "in force no more" in text_of(gone)
    assert "friend request" not in gone.text
    assert "Withdrawn" in text_of(console.visitor("lead").get(path(conduct)))
    assert "Staff Conduct" not in text_of(console.visitor("staff").get(HERE))


def test_a_revision_for_a_later_day_is_for_leads_and_admins(console: Consoled) -> None:
    later = REVISED.replace("effective: 2025-01-01", "effective: 2031-01-01")
    console.desk.add(TRUST, [file(console.desk.settings.home / "in", "conduct.md", later)], by="tests")
    console.desk.publish(TRUST, by="tests")
    held = console.desk.store.publications.revisions(SHORT, (State.scheduled,))
    assert console.visitor("staff").get(f"{HERE}/{held[0].document_id}").status_code == 404
    shown = console.visitor("lead").get(f"{HERE}/{held[0].document_id}")
    assert "Published for a later day" in text_of(shown)


def test_a_learner_reads_only_policies_for_learners(console: Consoled) -> None:
    learner = console.visitor("learner")
    listed = text_of(learner.get(HERE))
    assert "Learner Agreement" in listed
    assert "Staff Conduct" not in listed
    assert "House Rules" not in listed
    assert learner.get(path(document(console.desk, "learners"))).status_code == 200
    for policy in ("conduct", "house"):
        of = document(console.desk, policy)
        for more in ((), ("original",), ("at", cut(of)[0].id)):
            response = learner.get(path(of, *more))
            assert response.status_code == 404, more
            assert "friend" not in response.text


def test_a_learner_is_shown_a_clause_for_learners_alone_out_of_a_policy_for_others(console: Consoled) -> None:
    for_all = "\n3.1 Pupils must not ride in the car of a member of staff.\n"
    conduct = revise(console.desk, CONDUCT + for_all)
    learner = console.visitor("learner")
    shown = learner.get(at(conduct, "Pupils must not ride"))
    assert text_of(shown, ".quote .words") == "Pupils must not ride in the car of a member of staff."
    assert "only this clause is shown" in text_of(shown)
    assert "friend request" not in shown.text
    assert learner.get(at(conduct, "friend request")).status_code == 404
    revise(console.desk, CONDUCT.replace("[staff]", "[staff, learners]") + for_all)
    assert "clause_alone" not in learner.follow(learner.get(at(conduct, "Pupils must not ride"))).text


def test_nothing_of_another_organisation_is_shown(console: Consoled) -> None:
    pets = document(console.desk, "pets", OTHER)
    for who in ("staff", "lead", "admin", "operator"):
        visitor = console.visitor(who)
        for more in ((), ("original",), ("at", cut(pets)[0].id), ("since", pets.id)):
            response = visitor.get(path(pets, *more))
            assert response.status_code in (403, 404), (who, more)
            assert "dog" not in response.text


def test_a_policy_of_an_organisation_above_is_shown_as_its_own(console: Consoled) -> None:
    Tree(console.desk.store.database).arrange(SHORT, "tests", under=OTHER)
    pets = document(console.desk, "pets", OTHER)
    staff = console.visitor("staff")
    assert "Other School, holds here too" in text_of(staff.get(HERE))
    assert "It is a policy of Other School, and holds here too." in text_of(staff.get(path(pets)))
    assert (
        console.visitor("outsider").get(f"/o/{OTHER}/policies/{document(console.desk).id}").status_code == 404
    )
    console.desk.add(OTHER, [file(console.desk.settings.home / "in", "pets.txt", "Pets\n\n1. No cats.\n")])
    draft = console.desk.store.drafts(OTHER)[0]
    assert console.visitor("admin").get(path(draft)).status_code == 404


def test_what_was_in_force_above_is_for_those_who_hold_an_office_there(console: Consoled) -> None:
    Tree(console.desk.store.database).arrange(SHORT, "tests", under=OTHER)
    before = document(console.desk, "pets", OTHER)
    folder = console.desk.settings.home / "in"
    console.desk.add(
        OTHER, [file(folder, "pets.txt", "Pets\n\n1. Staff must not bring a cat.\n")], by="tests"
    )
    console.desk.publish(OTHER, "tests")
    now = document(console.desk, "pets", OTHER)
    assert before.id != now.id
    for who in ("lead", "admin"):
        visitor = console.visitor(who)
        assert visitor.get(path(now)).status_code == 200
        assert visitor.get(path(before)).headers["Location"].endswith(path(now))
        assert visitor.get(path(before, "original")).status_code == 404
        assert before.id not in visitor.get(path(now)).text
    assert console.visitor("operator").get(path(before)).status_code == 200
    console.directory.appoint(OTHER, holder(Office.deputy, PEOPLE["lead"].key))
    assert console.visitor("lead").get(path(before)).status_code == 200


@pytest.mark.parametrize(
    "id", ["nothing", "@", "conduct@", "conduct@000000000000", "%00", "%", "..", "a" * 2000]
)
def test_an_address_of_nothing_leads_to_nothing(console: Consoled, id: str) -> None:
    for who in ("staff", "admin"):
        visitor = console.visitor(who)
        for more in ("", "/at/x", "/at/", "/original", "/original/1", "/original/x/picture", f"/since/{id}"):
            response = visitor.get(f"{HERE}/{id}{more}")
            assert response.status_code in (303, 403, 404), (id, more, response.status_code)


def test_a_clause_that_is_not_there_is_said_to_be_missing(console: Consoled) -> None:
    conduct = document(console.desk)
    for id in ("conduct/99", "x", "conduct/<script>", "../../settings", "a/" * 400):
        response = console.visitor("staff").get(path(conduct, "at", id))
        assert response.status_code == 404, id
        assert "<script>alert" not in response.text


def test_words_that_were_changed_in_the_database_are_not_shown(console: Consoled) -> None:
    conduct = document(console.desk)
    rule = at(conduct, "friend request")
    staff = console.visitor("lead")
    assert staff.get(rule).status_code == 200
    with console.desk.store.database.writing() as connection:
        connection.execute(sa.text("UPDATE documents SET text = replace(text, 'pupil', 'pupal')"))
    for each in (rule, path(conduct)):
        response = staff.get(each)
        assert response.status_code == 500
        assert "friend request" not in response.text
        assert "not the text that was published" in text_of(response)


def test_a_file_that_was_changed_in_the_database_is_not_given(console: Consoled) -> None:
    conduct = document(console.desk)
    with console.desk.store.database.writing() as connection:
        connection.execute(sa.text("UPDATE documents SET source_bytes = x'00'"))
    assert console.visitor("staff").get(path(conduct, "original")).status_code == 500


def test_the_original_is_given_as_it_came_and_never_run(console: Consoled) -> None:
    nasty = "<html><body><h1>Visitors</h1><p>Staff must sign in.</p><script>alert(1)</script></body></html>"
    named = file(console.desk.settings.home / "in", 'visitors "2" é.html', nasty)
    console.desk.add(TRUST, [named], by="tests")
    console.desk.publish(TRUST, by="tests")
    of = next(each for each in console.desk.store.published(SHORT) if "visitors" in each.policy)
    response = console.visitor("staff").get(path(of, "original"))
    assert response.text == nasty
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="visitors__2___.html"')
    assert "sandbox" in response.headers["Content-Security-Policy"]
    page = console.visitor("staff").get(path(of))
    assert "alert(1)" not in page.text
    assert console.visitor("staff").get(path(of, "original", "1")).status_code == 404


def test_what_a_revision_changed_is_marked_in_its_text(console: Consoled) -> None:
    old = document(console.desk)
    new = revise(console.desk)
    page = console.visitor("lead").get(path(new, "since", old.id))
    assert words(page) == new.text
    html = LexborHTMLParser(page.text)
    gone = " ".join(each.text() for each in html.css("#document del"))
    come = " ".join(each.text() for each in html.css("#document ins"))
    assert "only if the head has agreed in writing" in gone
    assert "must not" in come
    assert "Staff must tell the head of any lift." in come
    assert "message a pupil from a private account" in gone
    badges = [each.text() for each in html.css("#document .badge")]
    assert "Binds otherwise" in badges
    assert "MAY is now MUST NOT" in badges
    assert {"Added", "Removed"} <= set(badges)
    assert "Version" in text_of(page)
    back = console.visitor("lead").get(path(old, "since", new.id))
    assert words(back) == old.text
    assert "Staff must tell the head of any lift." in " ".join(
        each.text() for each in LexborHTMLParser(back.text).css("#document del")
    )
    assert console.visitor("staff").get(path(new, "since", old.id)).status_code == 403
    house = document(console.desk, "house")
    assert console.visitor("lead").get(path(new, "since", house.id)).status_code == 404
    same = console.visitor("lead").get(path(new, "since", new.id))
    assert "Nothing is changed" in text_of(same)


def test_every_page_is_quick_and_small(console: Consoled) -> None:
    """A long policy comes in parts, each of them below a hundred kilobytes."""
    many = "Long Rules\n\n" + "\n\n".join(
        f"{n}. Part\n\n{n}.1 Staff must keep rule number {n}, {'and keep it well ' * 12}always."
        for n in range(1, 700)
    )
    console.desk.add(TRUST, [file(console.desk.settings.home / "in", "long.txt", many)], by="tests")
    draft = next(each for each in console.desk.store.drafts(SHORT) if each.policy == "long")
    admin = console.visitor("admin")
    first = admin.get(path(draft))
    assert len(first.content) < 100_000
    sheets = int(re.search(r"Part 1 of (\d+)", first.text).group(1))  # type: ignore[union-attr]
    assert sheets > 2
    pages = [admin.get(f"{path(draft)}?sheet={number}") for number in range(1, sheets + 1)]
    assert max(len(each.content) for each in pages) < 100_000
    assert "".join(map(words, pages)) == draft.text
    assert words(admin.get(f"{path(draft)}?whole=yes")) == draft.text
    last = cut(draft)[-1]
    shown = admin.get(path(draft, "at", last.id))
    assert f"Part {sheets} of {sheets}" in shown.text
    assert text_of(shown, "mark#clause") == " ".join(last.text.split())
    assert admin.get(f"{path(draft)}?sheet=999").status_code == 200


def test_the_page_of_a_signed_link_leads_to_the_console_only_whoever_may_open_it_there(
    console: Consoled,
) -> None:
    from bot.signing import Links

    conduct = document(console.desk)
    rule = clause(conduct, "friend request")
    link = ClauseLink(organisation=SHORT, document_id=conduct.id, start=rule.span.start, end=rule.span.end)
    url = Links("s" * 40, 7, console.at).url(link)
    there = f"/console{at(conduct, 'friend request')}#clause"
    for who, offered in (
        ("", False),
        ("staff", True),
        ("lead", True),
        ("outsider", False),
        ("learner", False),
    ):
        response = console.visitor(who).client.get(url)
        assert response.status_code == 200
        assert (there in response.text) is offered, who
        assert text_of(response, "mark#clause") == rule.text
        assert "Starred note" in text_of(response)
        assert "MUST NOT" in text_of(response, "header")


def test_a_parent_is_shown_no_policy_that_does_not_say_it_is_for_them(console: Consoled) -> None:
    console.directory.connect(SHORT, "slack", "T2", Role.parent)  # type: ignore[arg-type]
    assert "Learner Agreement" not in text_of(console.visitor("learner").get(HERE))
