"""The words that the reading of force leans on: verbs that instruct, what is done to things, and who has a part to play."""

from __future__ import annotations

_BASE = """
abide accept access acknowledge act add address adhere advise agree allow answer apply approach arrange ask assess assist assume attend avoid
be bear become begin behave block book bring build call carry challenge change check choose clean clear close collect come comfort complete comply
confirm consider consult contact cooperate co-operate copy count create cover declare decline delete deliver describe destroy develop dial direct
discuss display dispose do document drive email encourage ensure enter erase escort establish evacuate examine exercise explain familiarise fetch file
fill find finish follow forward get give go hand handle have help hide hold identify ignore implement include inform inspect instigate investigate
involve isolate join keep know label learn leave let limit listen load lock log look maintain make manage meet model monitor move notify observe
obtain offer open operate order park pass pay phone place plan point post prepare present press prevent print proceed process produce promote
protect provide pull put question raise read receive record recognise reduce refer refrain refuse reject remain remember remind remove reply
report request respect respond return review ring rinse run safeguard save say search secure seek select send set share show sign sit speak stand
start stay stop store submit supervise supply support switch take talk telephone tell test think tie train transfer treat try turn unplug update
uphold upload use vacate verify visit wait walk wash watch wear wipe wipe work write
feed greet guide lift measure pick push replace sort sweep swipe tidy warn weigh
"""
BASE = "|".join(sorted(set(_BASE.split()), key=len, reverse=True))
"""The plain forms that open an instruction."""

_PRESENT = (
    f"{verb[:-1]}i?e?(?:y|s)" if verb.endswith("y") else f"{verb}(?:e?s)?"
    for verb in sorted(set(_BASE.split()) - {"run", "work", "look", "have", "be"})
)
PRESENT = f"(?:{'|'.join(_PRESENT)})"
"""The same verbs as somebody does them."""

_DONE = """
accepted accessed acted added administered agreed allowed answered approved asked booked borrowed brought carried changed charged checked collected
completed confirmed connected copied counted dated deleted destroyed disclosed discussed disguised displayed disposed done drawn driven dropped
emailed encrypted entered erased escorted exceeded filed filled filmed followed forced forwarded given granted handed held informed issued kept
labelled left lent locked logged made marked moved notified offered opened ordered packed paid passed photographed placed posted printed published put
raised read recorded referred refused released removed renewed reported retained returned rung sent set shared shown signed sold stored streamed
submitted supervised supplied switched taken taped telephoned tested thrown told transferred transported turned uploaded used washed weighed
wiped withheld withdrawn worn written
"""
DONE = f"(?:{'|'.join(_DONE.split())})"
"""What is done to things and people when a rule is told as a fact ("is reported to the manager")."""

_ROLES = """
staff colleagues? employees? workers? volunteers? teachers? tutors? coach(?:es)? assessors? invigilators? managers? headteachers? heads? principals?
deputy deputies dsl lead nurses? officers? coordinators? leaders? governors? trustees? pupils? students? learners? apprentices? children child
parents? carers? famil(?:y|ies) visitors? contractors? drivers? administrators? users? members? adults? everyone everybody anyone person people
clerk registrar caretaker technicians? assistants? practitioners? educators? trainees? candidates? panel committee trainers? supervisors? wardens?
receptionists? clinicians? carers? residents? tenants? players? coaches? passengers? customers? directors? teams? office
"""
ROLE = f"(?:{'|'.join(_ROLES.split())})"
"""Who can have a part to play in a rule."""
