"""The store keeps the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import BadName, ChangedMeanwhile, NoSuchOrganisation
from bot.people import Contact
from bot.records import DraftOutcome, slug
from bot.store import Store
from corpus.document import Block, BlockKind, Details, Document, Span, StatedDate
from tests.bot_publications import put_in_force

NOW = dt.datetime(2026, 9, 1, 12, 30, 15, 123456, tzinfo=dt.UTC)
TRUST = "Larkmere Trust"
pytest_plugins = ("tests.bot_databases",)


def document(
    text: str = "Staff must not smoke.", policy: str = "conduct", title: str = "Conduct — £ ‘x’ 🙂"
) -> Document:
    return Document(
        policy=policy,
        source=f"{policy}.md",
        sha256="0" * 64,
        text=text,
        blocks=(Block(kind=BlockKind.paragraph, span=Span(start=0, end=len(text)), page=2),),
        details=Details(
            title=title, review_on=StatedDate(year=2026, month=8), audience=("staff", "governors")
        ),
        faults=("one thing",),
    )


def test_a_document_comes_back_exactly_as_it_was_saved(store: Store) -> None:
    saved = document("Words with “quotes”,\n\ttabs, \u00a0spaces, combining e\u0301 and 😀.")
    assert store.save_draft(TRUST, saved, b"\x00\xffbytes", create=True) is DraftOutcome.new
    assert store.drafts(TRUST) == (saved,)
    assert store.source_bytes(saved.id, TRUST) == b"\x00\xffbytes"


def test_saving_the_same_again_changes_nothing(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    before = store.audit(TRUST)
    assert store.save_draft(TRUST, document(), b"x") is DraftOutcome.unchanged
    assert store.audit(TRUST) == before


def test_a_changed_file_replaces_the_draft_and_leaves_what_is_published(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    put_in_force(store, TRUST, "s1", store.drafts(TRUST), "me", NOW, None)
    assert store.save_draft(TRUST, document("Second."), b"x") is DraftOutcome.new
    assert store.save_draft(TRUST, document("Third."), b"x") is DraftOutcome.replaced
    assert [each.text for each in store.drafts(TRUST)] == ["Third."]
    assert [each.text for each in store.published(TRUST)] == ["Staff must not smoke."]


def test_adding_what_is_published_takes_the_draft_back(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    put_in_force(store, TRUST, "s1", store.drafts(TRUST), "me", NOW, None)
    store.save_draft(TRUST, document("Second."), b"x")
    assert store.save_draft(TRUST, document(), b"x") is DraftOutcome.replaced
    assert store.drafts(TRUST) == ()


def test_publishing_moves_the_pointer_the_drafts_and_the_audit_together(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    drafts = store.drafts(TRUST)
    publication = put_in_force(store, TRUST, "s1", drafts, "me", NOW, None)
    assert store.current_snapshot(TRUST) == "s1"
    assert (store.drafts(TRUST), store.published(TRUST)) == ((), drafts)
    assert store.publications.all(TRUST) == (publication,)
    assert publication.published_at == NOW
    last = store.audit(TRUST)[-1]
    assert (last.who, last.did, last.thing, last.at) == ("me", "published", "s1", NOW)


def test_superseded_revisions_stay_to_be_verified_against(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    first = store.drafts(TRUST)[0]
    put_in_force(store, TRUST, "s1", (first,), "me", NOW, None)
    store.save_draft(TRUST, document("Second."), b"y")
    assert store.stored_document(store.drafts(TRUST)[0].id, TRUST) is None
    put_in_force(store, TRUST, "s2", store.drafts(TRUST), "me", NOW, "s1")
    kept = store.stored_document(first.id, TRUST)
    assert kept is not None
    assert (kept.text, kept.intact) == (first.text, True)
    assert [each.text for each in store.published(TRUST)] == ["Second."]


def test_whoever_publishes_second_changes_nothing(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    drafts = store.drafts(TRUST)
    put_in_force(store, TRUST, "s1", drafts, "me", NOW, None)
    with pytest.raises(ChangedMeanwhile, match="Larkmere Trust"):
        put_in_force(store, TRUST, "s2", drafts, "you", NOW, None)
    assert store.current_snapshot(TRUST) == "s1"
    assert len(store.publications.all(TRUST)) == 1


def test_a_draft_that_changed_while_the_index_was_built_is_not_published(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    built_from = store.drafts(TRUST)
    store.save_draft(TRUST, document("Changed."), b"x")
    with pytest.raises(ChangedMeanwhile):
        put_in_force(store, TRUST, "s1", built_from, "me", NOW, None)
    assert store.current_snapshot(TRUST) is None
    assert [each.text for each in store.drafts(TRUST)] == ["Changed."]


def test_of_many_who_publish_at_once_one_succeeds(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    drafts = store.drafts(TRUST)

    def publish(number: int) -> bool:
        try:
            put_in_force(store, TRUST, f"s{number}", drafts, "me", NOW, None)
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(publish, range(6))) == 1


def test_many_who_add_at_once_leave_one_organisation_and_one_draft_a_policy(url: str) -> None:
    first = Store(url)
    first.migrate()

    def add(number: int) -> None:
        own = Store(url)
        own.save_draft(TRUST, document(f"Text {number}.", policy=f"p{number % 2}"), b"x", create=True)
        own.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(add, range(12)))
    assert [each.short for each in first.organisations()] == ["larkmere-trust"]
    assert [each.policy for each in first.drafts(TRUST)] == ["p0", "p1"]
    first.close()


def test_organisations_are_apart(store: Store) -> None:
    store.save_draft(TRUST, document(), b"x", create=True)
    store.create_organisation("Other")
    assert store.drafts("other") == ()
    put_in_force(store, TRUST, "s1", store.drafts(TRUST), "me", NOW, None)
    assert store.stored_document(store.published(TRUST)[0].id, "other") is None
    assert store.current_snapshot("other") is None


def test_an_organisation_answers_to_its_name_and_its_short_name(store: Store) -> None:
    made = store.create_organisation("St Mary’s C of E   Primary")
    assert (made.short, made.name) == ("st-marys-c-of-e-primary", "St Mary’s C of E Primary")
    assert store.create_organisation("ST MARYS C OF E PRIMARY") == made
    assert (
        store.organisation("st-marys-c-of-e-primary")
        == store.organisation("st mary's c of e primary")
        == made
    )
    assert store.organisation("…") is None


def test_an_unknown_organisation_is_named_with_the_nearest(store: Store) -> None:
    store.create_organisation(TRUST)
    with pytest.raises(NoSuchOrganisation, match=r"called larkmare.* Did you mean larkmere-trust"):
        store.drafts("larkmare trust")


@pytest.mark.parametrize("name", ["", "  ", "!?", "—"])
def test_a_name_without_a_letter_is_refused(store: Store, name: str) -> None:
    with pytest.raises(BadName, match="no letter or digit"):
        store.create_organisation(name)


def test_short_names_keep_letters_of_any_script() -> None:
    assert slug("École Élémentaire") == "ecole-elementaire"
    assert slug("学校 2") == "学校-2"
    with pytest.raises(BadName, match="longer than"):
        slug("x" * 300)


def test_contacts_are_kept_in_the_order_they_were_first_set(store: Store) -> None:
    store.create_organisation(TRUST)
    store.set_contact(TRUST, Contact(role="Safeguarding lead", name="R. Ainsley", reach="204"))
    store.set_contact(TRUST, Contact(role="Head"))
    store.set_contact(TRUST, Contact(role="Safeguarding lead", name="P. Okoro"))
    assert store.contacts(TRUST) == (Contact(role="Safeguarding lead", name="P. Okoro"), Contact(role="Head"))
