"""Says a question in another manner without touching what it means, so that manner tells a network nothing."""

from __future__ import annotations

import random
import re

FRAMES = (
    (
        r"(?:can i|can we|may i|may we|am i allowed to|are we allowed to|(?:is it )?(?:ok|okay|alright|all right)"
        r"(?: for me| for us)? to|is it permissible to|could i|allowed to)",
        (
            "Can I {}?",
            "May I {}?",
            "Am I allowed to {}?",
            "Is it ok to {}?",
            "ok to {}?",
            "is it alright if i {}",
            "am i in trouble if i {}",
            "my head of year says i can't {}, is that so",
            "Would it be wrong of me to {}?",
            "{} - ok?",
            "{}: allowed?",
            "Is there any rule against it if I {}?",
            "Would anybody mind if I were to {}?",
            "I've been told not to {}. Is that right?",
            "I'd like to {} and don't know whether that is permitted",
            "are we permitted to {}",
        ),
    ),
    (
        r"(?:do i have to|do we have to|do i need to|do we need to|must i|must we|have i got to|am i required to)",
        (
            "Do I have to {}?",
            "Must I {}?",
            "do i need to {}",
            "have i got to {}",
            "Am I obliged to {}?",
            "am i in trouble if i don't {}",
            "my deputy says i must {}, is that so",
            "{} - compulsory?",
            "Would I be wrong not to {}?",
            "Is it a requirement that I {}?",
        ),
    ),
    (
        r"(?:what do i do|what do we do|what should i do|what should we do|what must i do)(?: if| when)",
        (
            "What do I do if {}?",
            "What should I do when {}?",
            "{}. What now?",
            "{}, what next",
            "Steps to take if {}?",
            "{} - steps?",
            "what are we meant to do when {}",
            "Is there a procedure for when {}?",
            "{} and i've no idea where to go from here",
            "Kindly set out what is to be done if {}.",
        ),
    ),
    (
        r"(?:who do i tell|who should i tell|who must i tell|who do we tell)(?: if| when| that)",
        (
            "Who do I tell if {}?",
            "{}, who do i tell",
            "Who needs to know that {}?",
            "Who has to be told when {}?",
            "{} - who should hear of it?",
        ),
    ),
    (
        r"(?:how do i|how do we|how should i|how should we|how must i)",
        (
            "How do I {}?",
            "how am i meant to {}",
            "What is the proper way to {}?",
            "i need to {}, how",
            "{} - how?",
            "Could somebody tell me how to {}?",
        ),
    ),
    (
        r"(?:what happens|what would happen|what will happen)(?: if| when)",
        (
            "What happens if {}?",
            "{}, what happens then",
            "What will come of it if {}?",
            "Say {}. What would follow?",
            "{} - consequences?",
        ),
    ),
)
_FRAMES = [(re.compile(rf"{start} ([^?.!]+)[?.!]*", re.IGNORECASE), ways) for start, ways in FRAMES]

BEFORE = (
    "quick one - ",
    "Hi all, ",
    "Sorry if this is obvious, but ",
    "Just wondering: ",
    "i'm new here so forgive me: ",
    "For the avoidance of doubt: ",
    "Can't find this anywhere: ",
    "Me again. ",
    "Asked in the staffroom just now: ",
    "We were arguing about this at lunch – ",
)
BEHIND = (
    " thanks",
    " asap pls",
    " – anyone know?",
    " Cheers.",
    " Nobody here seems sure.",
    " ta",
    " Kindly advise.",
    " pls help",
)
SITUATIONS = (
    "It was chucking it down and I'd just come in off playground duty.",
    "I'm sat in the office with a cold tea and a pile of marking.",
    "Tuesday, last lesson, everybody shattered.",
    "Mr Okafor and I were stood by the photocopier when it came up.",
    "I've taught geography here for eleven years and never had to think about this.",
    "Long story, but the minibus was late and we were all in a flap.",
    "My first week, and the handbook is the size of a brick.",
    "Mrs Lindqvist raised it in the corridor with her arms full of costumes.",
    "The boiler was off again and we were all in our coats.",
    "Half past three, the hall full of chairs, and the phone going.",
    "I asked Bev on reception but she was dealing with a delivery.",
    "This came up in our team meeting between the raffle and the fire drill.",
    "I work in the kitchen and don't get the emails.",
    "Friday afternoon, year 8, you can imagine.",
    "I was halfway through a sandwich when I thought of it.",
    "Jay was on about the football as usual.",
)
SHORT = {
    "you": "u", "are": "r", "and": "n", "because": "cos", "about": "bout", "with": "w", "to": "2",
    "for": "4", "have": "hav", "what": "wot", "before": "b4", "please": "pls", "is it": "is it", "people": "ppl",
}  # fmt: skip


def dressed(text: str, chance: random.Random) -> str:
    """Say a question in another manner: another frame, greetings, a situation that does not matter, chat."""
    said = reframed(text, chance) if chance.random() < 0.7 else text
    if chance.random() < 0.2:
        said = chance.choice(BEFORE) + said
    if chance.random() < 0.15:
        said += chance.choice(BEHIND)
    if chance.random() < 0.2:
        said = f"{chance.choice(SITUATIONS)} {said[:1].upper()}{said[1:]}"
    elif chance.random() < 0.1:
        said = f"{said} {chance.choice(SITUATIONS)}"
    return _chatty(said, chance) if chance.random() < 0.35 else said


def reframed(text: str, chance: random.Random) -> str:
    """Ask in another frame what is asked in a common one; anything else stays as it is."""
    for start, ways in _FRAMES:
        if found := start.fullmatch(text.strip()):
            said = chance.choice(ways).format(found[1])
            return said[:1].upper() + said[1:] if text[:1].isupper() and chance.random() < 0.6 else said
    return text


def _chatty(text: str, chance: random.Random) -> str:
    words = [SHORT.get(word, word) if chance.random() < 0.4 else word for word in text.lower().split(" ")]
    said = " ".join(words).rstrip("?.")
    return said.replace("'", "") + (" ?" if chance.random() < 0.1 else "")
