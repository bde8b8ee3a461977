"""What stands around a name: titles, greetings, verbs that only people do, and names that are nobody's."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set("mr mrs ms mx dr prof professor rev revd miss sir auntie aunty aunt uncle mister")
WEAK_TITLES = _set("miss sir auntie aunty aunt uncle dr ms prof professor rev")
ROLES = _set(
    "pc pcso father fr madame frau herr monsieur nurse coach sister brother pastor imam rabbi lord lady"
)
PARTICLES = _set("van von der den de di da du la le el al bin binte ibn ul ur bint mac o")
SCHOOL_SOFTWARE = _set("teams word forms office excel outlook paint powerpoint sway")
NO_NAMES = _set(
    "a an the and or but if is are was were be been am i he she it we you they me him her us them who what when where why how which that this "
    "these those in on at to from for of by with about as so not no yes do does did done has have had can could will would should may might must "
    "my your his our their its all any some every said says saying told tell tells asked asks wants want wanted teaches keeps gave got went came "
    "only just also then than there here now too very x u ur r n y w k c"
)
SUBJECT = _set("i we you they he she it who to not dont don't cant can't")
STARTERS = _set(
    "if when whenever because cause cos coz cuz that but where why how what since after before until unless although though so and as whether while then think thought heard saw seen know knows hope believe says said once also ok please hi hello yesterday today btw again like"
)
BEFORE_NAMES = _set(
    "told tell tells ask asks asked named messaged texted emailed phoned rang dmed invited hugged contacted caught spotted"
)
KIN = _set(
    "friend mate colleague son daughter nephew niece brother sister cousin husband wife partner boyfriend girlfriend ex pupil student child lad girl boy kid mum dad teacher ta caretaker cleaner volunteer tutee neighbour stepson stepdaughter twin gran uncle aunt auntie learner"
)
CALLED = _set("called named")
THINGS = _set(
    "app apps game games site website platform programme program system software thing things form policy book film group server channel show club scheme word words doc document file folder"
)
DOES = _set(
    "told tells said says keeps kept wants wanted came comes gave gives hit hits asked asks refuses refused won't wont doesn't doesnt didn't didnt hasn't hasnt isn't isnt wasn't wasnt can't cant added sent sends kicked ran runs thinks lets teaches hates loves likes needs needed threw got gets brought posted messaged texted emailed swears cries cried reckons pushed punched bit slapped touched grabbed shouted shouts turned went goes walked took takes smells seems looks lives has had hugged swore failed skipped bunked stole ran broke won disclosed explained insists insisted claims claimed showed shown thinks wears wore called rang phoned saw left"
)
IS = _set("is was")
ASKING = _set("can could should is does did has was may would do")
ACTS = _set(
    "stay go come bring be have use leave wear take get sit eat see allowed ok okay off still need want join keep walk play work coming going being late here ill away told said asked sent added attend know supposed legally meant involved"
)
PLACES_IN_SCHOOL = _set(
    "year yr y yrs set form class reception it hr site nursery office maths english science art music drama finance admin tutor lesson"
)
GREETINGS = _set(
    "hi hey hello dear hiya morning afternoon evening thanks thankyou cheers regards thx love sincerely"
)
GREETING_ENDS = re.compile(r"\s*(?:$|[,.!?\n\r]| - |–)")
CLASS_NAME = re.compile(
    r"\s*\(?(?:in|from|of)?\s*(?:(?:yr|year|y)\s?\d{1,2}|\d{1,2}[a-z]{1,2})\b", re.IGNORECASE
)
NO_PEOPLE = re.compile(
    r"\b(?:romeo\s+(?:and|n|&)\s+juliet|john lewis|stanley kni(?:fe|ves)|duke of edinburgh|ted talks?|ed psych\w*|jack petchey|harry potter|anne frank|oliver twist|"
    r"marks\s+(?:and|n|&)\s+spencer|(?:sarah|clare|martha|natasha|benedict)['’]?s (?:law|rule)|gillick|fraser guidelines|st\.? john ambulance)\b",
    re.IGNORECASE,
)
"""Laws, books, shops and the like that bear somebody's name."""

WHO = re.compile(r",\s+whose?\b", re.IGNORECASE)
MONTHS = _set("may april june august summer autumn")
BARELY = _set("will may art guy dean dawn grant gift")
