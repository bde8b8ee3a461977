"""Force: what a clause does to its reader, from its own words and its lead-in."""

import pytest

from corpus.document import Force
from corpus.force import Reader, strongest
from corpus.fragments import is_sentence

MUST_WRITES_DUTIES = "Drivers must check the tyres. " * 8 + "Drivers should rest. "
SHOULD_WRITES_DUTIES = "Drivers should check the tyres. " * 8


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(MUST_WRITES_DUTIES)


@pytest.mark.parametrize(
    "words",
    [
        "Under no circumstances may a carer accept money from a resident.",
        "Residents' money is never lent to a member of the night team.",
        "It is forbidden to carry passengers on the forklift.",
        "Glass bottles are not allowed on the poolside.",
        "No volunteer may transport a child alone.",
        "No-one is to enter the plant room alone.",
        "Nobody leaves the ward until the handover is complete.",
        "Nothing is paid out without a signed voucher.",
        "Only the matron may authorise an extra dose.",
        "Do not prop open fire doors.",
        "Never lift a patient on your own.",
        "When the alarm sounds, do not use the lift.",
        "Players will not argue with the referee.",
        "Employees may not use the van for private journeys.",
        "Offers from suppliers must be turned down, whatever their value.",
        "You can't bring your own kettle into the office.",
        "A list of members who may not be telephoned must not be left on the desk.",
    ],
)
def test_a_ban_in_any_wording_is_a_prohibition(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.prohibition


@pytest.mark.parametrize(
    "words",
    [
        "Every incident is reported to the duty manager before the end of the shift.",
        "All visitors sign in at reception.",
        "The shift leader counts the cash twice and signs the sheet.",
        "Completed forms go to the finance office by noon on Friday.",
        "Each volunteer is to complete a declaration every year.",
        "Hot food has to be kept above 63 degrees.",
        "Make sure that the gate is locked.",
        "If you are off sick, ring your supervisor before 8 am.",
        "If a guest faints, is short of breath or asks for help, call the first-aider.",
        "At any sign of smoke press the red button.",
        "Overtime needs your line manager's prior agreement.",
        "Tenants will report leaks within 24 hours.",
        "Members are obliged to declare any conflict of interest.",
        "Anyone who may have been exposed must see the nurse.",
    ],
)
def test_a_duty_in_any_wording_is_an_obligation(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.obligation


@pytest.mark.parametrize(
    "words",
    [
        "Staff are encouraged to take their breaks away from the desk.",
        "It is recommended that passwords be changed each term.",
        "Members should arrive ten minutes before kick-off.",
        "We ask parents to label all clothing.",
        "If in doubt, ask the secretary.",
    ],
)
def test_advice_is_a_recommendation(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.recommendation


@pytest.mark.parametrize(
    "words",
    [
        "Working late alone is discouraged.",
        "Staff are strongly advised not to park on the verge.",
        "You should not lend your badge to a colleague.",
        "Please do not bring strong-smelling food into the office.",
        "Carrying large sums of cash is best avoided.",
        "Friendships with former guests should be strongly discouraged.",
    ],
)
def test_advice_against_is_no_ban(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.advised_against


@pytest.mark.parametrize(
    "words",
    [
        "Staff may take up to three days of unpaid leave.",
        "You are welcome to bring a friend to the meeting.",
        "Residents can choose their own meal times.",
        "A deposit may be paid in two parts.",
        "The club does not discourage members from using the forum.",
        "The ban in rule 4 does not apply to guide dogs.",
        "Beards need not be shaved off unless a mask is worn.",
    ],
)
def test_leave_is_a_permission_even_where_it_sounds_like_a_ban(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.permission


@pytest.mark.parametrize(
    "words",
    [
        "This policy explains how we handle complaints.",
        "'Gift' means anything of value given free of charge.",
        "In this policy 'guest' should be taken to include day visitors.",
        "A breach of these rules may lead to dismissal.",
        "Failure to follow this procedure will be treated as misconduct.",
        "The policy is reviewed every two years by the board.",
        "For further guidance, see the Data Protection Policy.",
        "Staff should be aware that calls are recorded.",
        "There is no legal limit on the temperature of an office.",
        "Passwords can be guessed by determined attackers.",
        "Nobody will be criticised for raising the alarm.",
        "Invoices are kept for seven years.",
    ],
)
def test_purposes_definitions_consequences_and_facts_are_information(reader: Reader, words: str) -> None:
    assert reader.sentence(words) is Force.information


@pytest.mark.parametrize(
    ("words", "force"),
    [
        ("Staff should lock the cupboard.", Force.obligation),
        ("Staff should not share keys.", Force.prohibition),
        ("Staff should avoid long calls.", Force.advised_against),
    ],
)
def test_should_binds_where_a_document_hardly_writes_must(words: str, force: Force) -> None:
    assert Reader(SHOULD_WRITES_DUTIES).sentence(words) is force


@pytest.mark.parametrize(
    ("lead", "words", "force"),
    [
        ("Drivers must not:", "exceed the speed limit;", Force.prohibition),
        ("Drivers must:", "check the mirrors;", Force.obligation),
        ("Drivers must:", "never reverse without a banksman;", Force.prohibition),
        ("You must ensure that you:", "Do not leave the engine running.", Force.prohibition),
        ("It is important that coaches:", "Greet every player by name.", Force.obligation),
        ("It is important that coaches:", "Be aware that parents may be watching.", Force.information),
        ("The following are not permitted on the ward:", "Hot drinks", Force.prohibition),
        ("These risks include:", "Loss of earnings", Force.information),
        ("The aims of this policy are to:", "Reduce the number of accidents.", Force.information),
        ("Members may:", "borrow up to three books;", Force.permission),
        ("We recommend that you:", "change your password every term.", Force.recommendation),
        ("Volunteers are advised not to:", "give out their address.", Force.advised_against),
        ("Before booking, consider the following:", "Is the trip worth the cost?", Force.recommendation),
        ("In this policy:", '"carer" means anybody paid to look after a resident;', Force.information),
    ],
)
def test_a_fragment_takes_the_force_of_its_lead_in(
    reader: Reader, lead: str, words: str, force: Force
) -> None:
    assert reader.clause(words, lead, [words]) is force


@pytest.mark.parametrize(
    ("lead", "words", "force"),
    [
        ("Members should not:", "All claims must be made on form C2.", Force.obligation),
        ("Staff should:", "Lone staff must not open the safe.", Force.prohibition),
        (
            "Members must not:",
            "As settings change, they do not always keep a post private.",
            Force.information,
        ),
        ("Before booking, consider the following:", "Guests must not bring animals.", Force.prohibition),
    ],
)
def test_a_sentence_of_its_own_keeps_its_force_under_any_lead_in(
    reader: Reader, lead: str, words: str, force: Force
) -> None:
    assert reader.clause(words, lead, [words]) is force


@pytest.mark.parametrize(
    ("lead", "row", "force"),
    [
        ("Area | May phones be used?", "Dining room | No", Force.prohibition),
        ("Area | May phones be used?", "Lounge | Yes, quietly", Force.permission),
        ("Level | Example | Sanction", "1 | Lateness | Warning", Force.information),
        ("What happens | What to do", "Burst pipe | Ring the caretaker at once", Force.obligation),
    ],
)
def test_a_table_row_is_read_from_its_cells(reader: Reader, lead: str, row: str, force: Force) -> None:
    assert reader.clause(row, lead, [row]) is force


def test_the_first_sentence_that_rules_gives_a_unit_its_force(reader: Reader) -> None:
    sentences = ["The pool opened in 1986.", "Divers must shower first.", "Goggles may be hired."]
    assert reader.clause(" ".join(sentences), "", sentences) is Force.obligation
    assert strongest([reader.sentence(one) for one in sentences]) is Force.obligation
    assert strongest([]) is Force.information


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("Lone staff must not open the safe.", True),
        ("open the safe alone;", False),
        ("Ask a colleague who is on duty.", False),
        ("Not share their password", False),
        ("Anything that must be kept cold", False),
    ],
)
def test_an_item_is_a_sentence_only_with_a_subject_and_verb_of_its_own(words: str, own: bool) -> None:
    assert is_sentence(words) is own


@pytest.mark.parametrize(
    "words", ["", " ", "•", "?", "(", "|", "2.", "if", "a" * 5000, "if a, " * 2000, "no " * 2000]
)
def test_no_words_however_odd_stop_the_reader(reader: Reader, words: str) -> None:
    assert reader.clause(words, "", [words]) in Force
    assert reader.clause(words, words, []) in Force
