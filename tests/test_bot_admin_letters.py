"""Letters of publications, approvals and reviews: to whom, once, and only while they are true."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import revision_phrases as revised
from bot.arrangements import Absence, Arrangement
from bot.errors import ApprovalNeeded
from bot.events import Verb
from bot.gate import Gate
from bot.members import holder
from bot.messages import Message, Quoted, To
from bot.people import Office
from bot.places import Person, Platform
from bot.publishing import Publisher
from bot.records import Act
from bot.requests import Requests
from tests.bot_admins import (
    ADMIN,
    DIRECT,
    NEW,
    SECOND,
    administered,
    asks,
    below,
    draft,
    orders,
    presses,
    verbs,
)
from tests.bot_desks import CONDUCT, TRUST, file
from tests.bot_lettered import letters
from tests.bot_receptions import LEAD, SHORT, School, place, read, sentences

NEWS = place("CNEWS")
HEAD = Person(platform=ADMIN.platform, id="UHEAD")


@pytest.fixture
def house(tmp_path: Path) -> School:
    return administered(tmp_path)


def arrange(house: School, **wanted: object) -> None:
    """Arrange how the trust's policies are published."""
    house.reception.cabinet.arrangements.arrange(SHORT, Arrangement.model_validate(wanted), "tests")


def acts(house: School) -> list[Act]:
    """What was done to the trust's policies since it was founded."""
    return [each.act for each in house.desk.store.publications.all(SHORT)][1:]


class TestAnnouncements:
    def test_the_channel_is_told_what_changed_with_the_new_words_of_what_binds_otherwise(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, announce=NEWS)
        draft(house, tmp_path)
        presses(house, orders(house, "publish"), Verb.publish_now)
        found = letters(house)
        (message,) = found.pop("CNEWS")
        assert found == {}
        assert (message.to, message.place, message.buttons) == (To.everyone, NEWS, ())
        assert "In “Staff Conduct”:" in sentences(message)
        assert revised.DIFF_COUNTS.format(counts="1 force changed") in sentences(message)
        assert [part.words for part in message.parts if isinstance(part, Quoted)] == [NEW]
        assert message.plain == revised.NOTIFICATION_OF_PUBLICATION
        assert letters(house, days=1) == {}

    def test_nothing_is_posted_where_no_channel_is_named(self, house: School, tmp_path: Path) -> None:
        draft(house, tmp_path)
        presses(house, orders(house, "publish"), Verb.publish_now)
        assert letters(house) == {}

    def test_nothing_is_posted_where_another_channel_was_named_meanwhile(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, announce=NEWS)
        draft(house, tmp_path)
        presses(house, orders(house, "publish"), Verb.publish_now)
        arrange(house, announce=place("CELSEWHERE"))
        assert letters(house) == {}

    def test_going_back_and_withdrawing_are_told_too(self, house: School, tmp_path: Path) -> None:
        arrange(house, announce=NEWS)
        draft(house, tmp_path)
        presses(house, orders(house, "publish"), Verb.publish_now)
        presses(house, orders(house, "rollback"), Verb.roll_back_now)
        presses(house, orders(house, "withdraw conduct"), Verb.withdraw_now)
        told = [sentences(each)[0] for each in letters(house)["CNEWS"]]
        wanted = (Act.published, Act.rolled_back, Act.withdrawn)
        assert told == [revised.ANNOUNCED[each].format(organisation=TRUST) for each in wanted]

    def test_what_takes_effect_later_is_told_when_it_is_published_and_again_on_the_day(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, announce=NEWS)
        draft(house, tmp_path, details="effective: 2026-09-20\n")
        presses(house, orders(house, "publish"), Verb.publish_now)
        (message,) = letters(house)["CNEWS"]
        later = revised.ANNOUNCED_LATER.format(title="Staff Conduct", day="20 September 2026")
        assert sentences(message) == [revised.ANNOUNCED_COMING.format(organisation=TRUST), later]
        assert message.exact == ()
        vars(house.desk)["_today"] = lambda: dt.date(2026, 9, 20)
        house.desk.organisation(SHORT)
        house.now = dt.datetime.now(dt.UTC)
        (message,) = letters(house)["CNEWS"]
        assert sentences(message)[0] == revised.ANNOUNCED[Act.took_effect].format(organisation=TRUST)
        assert NEW in message.exact

    def test_what_was_to_come_and_is_taken_back_is_told_and_what_comes_again_once(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, announce=NEWS)
        about = {"title": "Staff Conduct", "day": "20 September 2026"}
        later = [revised.ANNOUNCED_COMING.format(organisation=TRUST), revised.ANNOUNCED_LATER.format(**about)]
        back = [
            revised.ANNOUNCED_TAKEN_BACK.format(organisation=TRUST),
            revised.ANNOUNCED_NOT.format(**about),
        ]
        for _ in range(2):
            draft(house, tmp_path, details="effective: 2026-09-20\n")
            asks(house)
            (message,) = letters(house, minutes=1)["CNEWS"]
            assert sentences(message) == later
            presses(house, orders(house, "rollback"), Verb.roll_back_now)
            (message,) = letters(house, minutes=1)["CNEWS"]
            assert sentences(message) == back

    def test_a_policy_withdrawn_with_what_was_to_come_of_it_is_told_so(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, announce=NEWS)
        draft(house, tmp_path, details="effective: 2026-09-20\n")
        asks(house)
        letters(house, minutes=1)
        presses(house, orders(house, "withdraw conduct"), Verb.withdraw_now)
        (message,) = letters(house, minutes=1)["CNEWS"]
        assert sentences(message)[0] == revised.ANNOUNCED[Act.withdrawn].format(organisation=TRUST)
        assert revised.ANNOUNCED_NOT.format(title="Staff Conduct", day="20 September 2026") in sentences(
            message
        )


class TestApprovals:
    @pytest.fixture(autouse=True)
    def _two(self, house: School, tmp_path: Path) -> None:
        arrange(house, two_people=True)
        draft(house, tmp_path)

    def test_the_other_admins_are_told_and_agree_with_one_press(self, house: School) -> None:
        asks(house)
        found = letters(house)
        (message,) = found.pop("USECOND")
        assert found == {}
        assert NEW in message.exact
        assert message.by == "UADMIN"
        assert below(message, Verb.publish_now).label == revised.APPROVE
        presses(house, message, Verb.publish_now, SECOND)
        publication = house.desk.store.publications.all(SHORT)[-1]
        assert (publication.published_by, publication.approved_by) == (SECOND.key, ADMIN.key)
        assert letters(house, days=1) == {}

    def test_what_was_asked_for_on_the_command_line_is_told_as_well(self, house: School) -> None:
        with pytest.raises(ApprovalNeeded):
            Gate(house.desk).publish(SHORT, "root", house.now, lambda _done, _of: None)
        assert set(letters(house)) == {"UADMIN", "USECOND"}
        assert letters(house, hours=1) == {}

    def test_a_letter_that_has_lost_its_point_is_not_sent(self, house: School, tmp_path: Path) -> None:
        asks(house)
        draft(house, tmp_path, "Staff must walk.")
        assert letters(house) == {}

    def test_whoever_is_no_admin_any_more_is_not_told_and_cannot_agree(self, house: School) -> None:
        asks(house)
        (message,) = letters(house)["USECOND"]
        house.directory.dismiss(SHORT, holder(Office.admin, SECOND.key))
        refused = presses(house, message, Verb.publish_now, SECOND)
        assert sentences(refused) == [revised.ONLY_ADMINS]
        assert acts(house) == []

    def test_a_press_below_an_old_letter_publishes_nothing_that_it_did_not_show(
        self, house: School, tmp_path: Path
    ) -> None:
        asks(house)
        (message,) = letters(house)["USECOND"]
        draft(house, tmp_path, "Staff must walk.")
        asks(house)
        again = presses(house, message, Verb.publish_now, SECOND)
        assert sentences(again)[0] == revised.CHANGED_SINCE_SHOWN
        assert "Staff must walk." in again.exact
        assert acts(house) == []

    def test_a_press_below_an_old_letter_asks_for_nothing_either(self, house: School, tmp_path: Path) -> None:
        asks(house)
        (message,) = letters(house)["USECOND"]
        draft(house, tmp_path, "Staff may give any pupil a lift.")
        again = presses(house, message, Verb.publish_now, SECOND)
        assert sentences(again)[0] == revised.CHANGED_SINCE_SHOWN
        assert "Staff may give any pupil a lift." in again.exact
        assert Requests(house.desk.store.database).of(SHORT) is None
        assert letters(house, minutes=1) == {}
        assert below(again, Verb.publish_now).label == revised.ASK_TO_PUBLISH

    def test_whoever_agrees_that_a_check_is_overridden_is_shown_what_fails(
        self, house: School, tmp_path: Path
    ) -> None:
        answer = house.ask("may I give a pupil a lift", SECOND, DIRECT)
        presses(house, answer, Verb.keep_true, SECOND)
        draft(house, tmp_path, "")
        asks(house, "publish override: The governors agreed.")
        (message,) = letters(house)["USECOND"]
        assert revised.CHECK_FAILS in sentences(message)
        assert "“may I give a pupil a lift”" in read(message)
        asked = revised.APPROVAL_OVERRIDES.format(who=revised.ANOTHER_ADMIN, reason="The governors agreed.")
        assert asked in sentences(message)
        presses(house, message, Verb.publish_now, SECOND)
        assert acts(house) == [Act.published]


REVIEW = dt.date(2026, 12, 31)
HEADED = "review: 2026-12-31\nowner: The Headteacher\n"


class TestReviews:
    @pytest.fixture(autouse=True)
    def _reviewed(self, house: School, tmp_path: Path) -> None:
        self.publish(house, tmp_path, HEADED)
        letters(house)

    def publish(self, house: School, home: Path, details: str) -> None:
        """Publish the conduct policy with these details."""
        text = CONDUCT.replace("review: 2026-08-31\n", details)
        house.desk.add(TRUST, [file(home / "in", "conduct.md", text)])
        house.desk.publish(TRUST)

    def told(self, house: School, left: int) -> dict[str, list[Message]]:
        """What is sent when so many days are left."""
        day = dt.datetime.combine(REVIEW - dt.timedelta(days=left), dt.time(9), dt.UTC)
        return letters(house, days=(day - house.now) / dt.timedelta(days=1))

    def test_the_owner_is_reminded_60_30_and_0_days_before_and_once_each(self, house: School) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        sent = {}
        for left in range(70, -10, -1):
            found = self.told(house, left)
            if found:
                (message,) = found.pop("UHEAD")
                assert found == {}
                sent[left] = sentences(message)[0]
        assert [*sent] == [60, 30, 0]
        assert "in 60 days" in sent[60]
        assert sent[0] == revised.REVIEW_TODAY.format(title="Staff Conduct")

    def test_it_says_whose_the_policy_is_and_how_to_go_on(self, house: School) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        (message,) = self.told(house, 60)["UHEAD"]
        assert revised.REVIEW_OWNER.format(owner="The Headteacher") in sentences(message)
        assert "quoth pack --org larkmere-trust --policy conduct" in read(message)
        assert verbs(message) == set()
        assert message.plain == revised.NOTIFICATION_OF_REVIEW

    def test_only_an_admin_is_told_to_send_the_file_and_anybody_else_whom_to_give_it(
        self, house: School
    ) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        (message,) = self.told(house, 60)["UHEAD"]
        assert revised.REVIEW_GIVE in read(message)
        assert "send me the file" not in read(message)
        arrange(house, owners={"conduct": ADMIN.key})
        (message,) = self.told(house, 30)["UADMIN"]
        assert revised.REVIEW_SEND in read(message)

    def test_whoever_reads_it_in_the_console_is_told_where_that_is_there(self, house: School) -> None:
        reader = Person(platform=Platform.console, id="head@larkmere.example")
        for owners, left in (({"conduct": reader.key}, 60), ({}, 30)):
            house.directory.appoint(SHORT, holder(Office.admin, reader.key))
            arrange(house, owners=owners)
            self.told(house, left)
            waiting = house.reception.cabinet.outbox.waiting(SHORT)
            item = next(each for each in waiting if each.place.platform is Platform.console)
            message = house.reception.mail.compose(item)
            assert message is not None
            assert revised.REVIEW_CONSOLE["how"] in read(message)
            assert revised.REVIEW_CONSOLE["send"] in read(message)
            assert (revised.REVIEW_CONSOLE["nobody"] in read(message)) is (not owners)
            assert "quoth " not in read(message)
            assert "own chat" not in read(message)
            house.reception.cabinet.outbox.done(item, house.now)

    def test_a_reminder_that_was_missed_is_made_up_for_by_the_latest_alone(self, house: School) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        (message,) = self.told(house, -3)["UHEAD"]
        overdue = revised.REVIEW_OVERDUE.format(title="Staff Conduct", day="31 December 2026")
        assert sentences(message)[0] == overdue
        assert self.told(house, -30) == {}

    def test_without_an_owner_who_can_be_reached_the_admins_are_reminded_and_told_so(
        self, house: School
    ) -> None:
        for owners in ({}, {"conduct": "teams:nobody"}):
            arrange(house, owners=owners)
            found = self.told(house, 60 if not owners else 30)
            assert set(found) == {"UADMIN", "USECOND"}
            assert any("quoth owners" in each for each in sentences(found["UADMIN"][0]))

    def test_without_admins_the_leads_are_reminded(self, house: School) -> None:
        for who in (ADMIN, SECOND):
            house.directory.dismiss(SHORT, holder(Office.admin, who.key))
        assert set(self.told(house, 60)) == {LEAD.id}

    def test_an_admin_who_is_away_is_not_reminded(self, house: School) -> None:
        away = Absence(who=ADMIN.key, first_day=dt.date(2026, 1, 1), last_day=dt.date(2027, 12, 31))
        house.reception.cabinet.arrangements.away(SHORT, away, "tests")
        assert set(self.told(house, 60)) == {"USECOND"}

    def test_a_policy_that_was_revised_meanwhile_is_not_reminded_of(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        assert "UHEAD" in self.told(house, 60)
        self.publish(house, tmp_path, "review: 2027-12-31\n")
        assert self.told(house, 30) == {}
        assert self.told(house, 0) == {}

    def test_a_policy_whose_next_revision_is_published_for_a_later_day_is_not_reminded_of(
        self, house: School, tmp_path: Path
    ) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        draft(house, tmp_path, details="effective: 2027-01-10\n")
        house.desk.publish(TRUST)
        assert self.told(house, 30) == {}

    def test_a_withdrawn_policy_is_not_reminded_of(self, house: School) -> None:
        arrange(house, owners={"conduct": HEAD.key})
        house.desk.publisher.withdraw(house.desk.organisation(SHORT), "conduct", "tests", house.now)
        assert self.told(house, 0) == {}


def test_what_was_published_for_today_takes_effect_though_nobody_asks(house: School, tmp_path: Path) -> None:
    draft(house, tmp_path, details="effective: 2026-09-20\n")
    house.desk.publish(TRUST)
    vars(house.desk)["_today"] = lambda: dt.date(2026, 9, 20)
    letters(house, days=19)
    assert acts(house) == [Act.published, Act.took_effect]
    assert isinstance(house.desk.publisher, Publisher)
