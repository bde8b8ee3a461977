"""Greetings, thanks, "who are you?" and keys hit at random: what is answered without looking anything up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import phrases

LONGEST = 90
"""Characters up to which a message may be small talk."""

_PEOPLE = r"(?:quoth|bot|chatbot|robot|there|all|everyone|everybody|team|mate|pal|folks|guys|friend|love|miss|sir|again|buddy|both|pet|ducks?|hun|petal|darling|babe|chick|bud|me duck)"
_DAY = r"(?:morning|afternoon|evening|day)"
_GREETING = rf"(?:hi+|hey+|hello|helo|hallo|hullo|hiya|heya|hya|howdy|yo|alright|oi|greetings|good {_DAY}|gd {_DAY}|g'?day|morning|mornin|afternoon|evening|happy \w+day|(?:nice|good|lovely) to (?:meet|see) (?:you|u))"
_FOR = r"(?:for|4) (?:that|this|(?:all )?(?:your|ur|the) (?:help|time|info|answer|reply)|(?:the )?help(?:ing)?(?: me)?(?: out)?|letting me know|clearing that up|everything)"
_VERY = r"(?:so |very |really |most |just |a |an |well |dead |proper |super |that |right )*"
_GOOD = r"(?:brilliant|brill|great|perfect|lovely|helpful|useful|awesome|amazing|excellent|fab|fantastic|wonderful|ace|smart|clever|quick|kind|grand|spot on|handy|a star|star|legend|lifesaver|life saver|clear|all i needed|what i needed|exactly what i needed|what i wanted|all|good|sorted|me sorted|sorted me|helped|it)"
_THANKS = (
    rf"(?:(?:many |big |huge )?thanks?(?: (?:you|u|ya|yous|ever|a (?:lot|million|bunch|ton)|lots|loads|again|so|very|much|in advance))*(?: {_FOR})?|thank?(?:you|u)|thx|thnx|tnx|tysm|tyvm|ty|ta(?: (?:very )?much| muchly| for (?:that|this))?|cheers(?: {_FOR})?|much appreciated|appreciate(?:d)?(?: it| that)?|i appreciate (?:it|that|(?:your|ur) help)"
    rf"|(?:that'?s |thats |that is |that was |that |it'?s |this is |ur |you'?re |youre |you are |u are |u r )?(?:really )?{_VERY}{_GOOD}"
    r"|nice one|big up|ta ra|got (?:it|that)|gotcha|understood|makes sense|good bot|bless you|you'?re the best|quicker than the office)"
)
_FAREWELL = r"(?:bye+(?: ?bye)?|goodbye|good bye|see (?:you|ya|u)(?: (?:later|soon|tomorrow|then))?|cya|later|laters|(?:good ?|nite ?)night|nite|night|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend|afternoon|night)|take care|speak soon|ttyl)"
_YOU = r"(?:you|u|ya|yous)"
_ARE = r"(?:are|r|re)"
_READY = rf"(?:how (?:{_ARE} {_YOU}|{_YOU}|is it going|'?s it going|s it going|are things|are things going|do {_YOU} do)(?: (?:today|doing|doing today|keeping|going))?(?: (?:today|bot))?|(?:i )?hope (?:{_YOU}|you'?re|youre|ur|you are|u r) (?:are |r )?(?:well|ok|okay|good|alright)|how'?s (?:it going|things|your day|{_YOU})|hows (?:it going|things|your day)|(?:{_ARE} )?{_YOU} (?:ok|okay|alright|well|there|awake|working|online|up|around|listening)(?: today)?|(?:is )?any(?:one|body) (?:there|home|here)|what'?s up|whats up|wassup|sup|wuu2|can {_YOU} hear me|is this (?:thing )?(?:on|working)|test(?:ing)?(?: \d+| one| two| three| test(?:ing)?)*)"
_KIND = r"(?:(?:a |an |the )?(?:real |actual |human |live |chat ?)?(?:human|person|robot|bot|chatbot|ai|machine|computer|chat ?gpt|gpt|program|app|chat|llm|real|man|woman))"
_SELF = (
    rf"(?:(?:so |and |but |sorry |just )*(?:who|what|wot|wat) (?:the (?:hell|heck) )?{_ARE} {_YOU}(?: (?:for|exactly|then|called|again|here for))*|(?:who|what)(?:'?s| is| are)? (?:this|quoth|(?:your|ur) (?:name|job|purpose|deal)|this (?:bot|app|thing|chat)|yourself)(?: for| about)?|whats (?:this|quoth|(?:your|ur) name)(?: for| about)?"
    rf"|(?:what|wot|wat) (?:can|do|does) (?:{_YOU}|this|it|quoth|this (?:bot|thing)) (?:do|know|offer|cover|help with|answer)(?: exactly| for me)?|(?:what|wot) can (?:i|we) (?:ask|use) (?:{_YOU}|this|it|here|quoth)?(?: ?for| ?about)?|how (?:do|does|can) (?:{_YOU}|this|it|quoth|i use this|this (?:bot|thing)) work|how (?:do|can) i use (?:{_YOU}|this|it|quoth)|how can {_YOU} help(?: me)?"
    rf"|(?:{_ARE} {_YOU}|is this|am i (?:talking|speaking|chatting) (?:to|with)) {_KIND}(?: or (?:{_KIND}|what|not|something|someone|somebody))?|{_YOU} {_ARE} {_KIND}|who (?:made|built|created|owns|runs) {_YOU}|tell me a joke|do {_YOU} (?:ever )?(?:sleep|eat|dream|get tired)|(?:you'?re|youre|ur) {_KIND}(?: (?:aren'?t|arnt) {_YOU})?|tell me about (?:yourself|{_YOU})|introduce (?:yourself|urself)|what languages do {_YOU} (?:speak|read|know))"
)
_HELP = rf"(?:help(?: me)?(?: please| pls)?|(?:can|could|will) {_YOU} help(?: me)?(?: out)?(?: please| pls)?|i need (?:some )?help(?: please| pls)?)"
_COMPLAINT = (
    rf"(?:(?:{_YOU} (?:got|have got|{_ARE}|were)|(?:you'?re|youre|ur)|that'?s|thats|that (?:is|was)|this is|it'?s|its|it (?:is|was)) (?:that |it |this |all |just |so |totally |completely |quite )*(?:wrong|incorrect|rubbish|nonsense|useless|no help|unhelpful|not (?:right|helpful|true|it|(?:quite )?what i (?:asked|meant|said|wanted)(?: for)?))"
    rf"|wrong(?: answer| one)?|not (?:what i (?:asked|meant|said|wanted)(?: for)?|helpful|that)|(?:that )?(?:doesn'?t|doesnt|didn'?t|didnt) (?:help|answer (?:it|that|my question))|{_YOU} (?:misunderstood|don'?t understand|dont understand|didn'?t understand|didnt understand)(?: me)?|try again)"
)
_FILLER = r"(?:no (?:worries|problem|probs|more|thanks)|wrong chat|you talk posh|i'?m off(?: home)?|im off(?: home)?|off home|aw+|ok|okay|okey|oki|okie|k|kk|right|cool|nice|yes|yeah|yep|yup|no|nope|nah|sure|fine|wow|oh|ooh|ah|aha|um+|uh+|er+m?|hm+|lol+|lmao|rofl|(?:ha|he)+h?|sorry|oops|never ?mind|nvm|please|pls|plz|blah|x+|wait|hang on|one (?:sec|moment|minute)|that'?s (?:all|it)|that is all|it'?s (?:ok|fine)|not (?:now|today)|np|anyway|interesting|i see|fair enough)"

_KINDS = (
    ("help", _HELP),
    ("self", _SELF),
    ("ready", _READY),
    ("thanks", _THANKS),
    ("greeting", rf"{_GREETING}(?: {_PEOPLE})*"),
    ("farewell", _FAREWELL),
    ("complaint", _COMPLAINT),
    ("filler", rf"(?:{_FILLER}|{_PEOPLE})"),
    ("joint", "(?:and|then|now|so|well|but)"),
)
_NEXT = tuple((kind, re.compile(rf"{pattern}(?= |$)")) for kind, pattern in _KINDS)
_REPLIES = {
    "help": phrases.HELP,
    "self": phrases.WHO_I_AM,
    "complaint": phrases.SORRY,
    "ready": phrases.READY,
    "thanks": phrases.WELCOME,
    "farewell": phrases.FAREWELL,
    "greeting": phrases.GREETING,
    "filler": phrases.ALL_RIGHT,
}
_IN_A_HURRY = "thanks thank hello morning afternoon evening cheers goodbye brilliant perfect lovely great awesome helpful amazing appreciated"
_HURRIED = _IN_A_HURRY.split()
"""Words of which one letter left out, or two exchanged, still mean the word."""
_APPROVAL = frozenset("👍🙏❤💯👌🙌😊🙂😀😃😄😁💪🎉✅😘🥰😍👏💖💙💚💛💜🧡⭐🌟")
_EMOTICON = re.compile(r"[:;=][-'^]?[)(DPpOo/3*]|<3|\b[xX]D\b")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ROWS = (*_KEYS, *(row[::-1] for row in _KEYS))
_VOWELS = frozenset("aeiouy")
_LOOKING_ODD = "cwtch crwth lengths strengths nspcc rhythm rhythms twelfths hmmm hmmmm shhhh brrrr psst"
_SHORT_WORDS = frozenset(_LOOKING_ODD.split())


def small_talk(message: str, goes_on: bool = False) -> str | None:
    """The reply to a message that asks nothing of the policies; None for anything that may be a question.

    `goes_on` tells that the message goes on with a conversation, where a bare number may be a question.
    """
    if not any(character.isalnum() for character in message):
        liked = any(character in _APPROVAL for character in message)
        return phrases.WELCOME if liked else phrases.NOT_UNDERSTOOD
    if not any(character.isalpha() for character in message):
        return None if goes_on else phrases.NOT_UNDERSTOOD
    said = _said(message)
    if said and len(said) <= LONGEST:
        kinds = _kinds(said)
        if kinds:
            return next(reply for kind, reply in _REPLIES.items() if kind in kinds)
    return phrases.NOT_UNDERSTOOD if is_gibberish(message) else None


def is_gibberish(message: str) -> bool:
    """Whether no word of the message looks like one: keys hit in a row, no vowels, one letter held down."""
    words = re.findall(r"[^\W\d_]+", message)
    return bool(words) and all(_is_nonsense(word) for word in words)


def _said(message: str) -> str:
    """The message in lower case, without signs and emoticons, words written in a hurry put right."""
    plain = _EMOTICON.sub(" ", message.replace("’", "'")).lower()
    words = re.sub(r"[^\w' ]+", " ", plain).split()
    return " ".join(_righted(word) for word in words[: LONGEST // 2 + 1])


def _kinds(said: str) -> frozenset[str]:
    """The kinds of small talk that the message is made of; none where any word of it is anything else."""
    kinds: list[str] = []
    reached = 0
    while reached < len(said):
        longest = max(
            ((match.end(), kind) for kind, pattern in _NEXT if (match := pattern.match(said, reached))),
            default=None,
            key=lambda found: found[0],
        )
        if longest is None or longest[0] == reached:
            return frozenset()
        reached = longest[0] + 1
        kinds.append(longest[1])
    return frozenset(kinds) - {"joint"}


def _typos() -> Iterator[tuple[str, str]]:
    for word in _HURRIED:
        for place in range(1, len(word)):
            if len(word) > 5 or word == "hello":
                yield word[:place] + word[place + 1 :], word
            if place + 1 < len(word):
                yield f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}", word


_RIGHT = (
    dict(_typos())
    | {
        "thankyou": "thank you",
        "thanku": "thank you",
        "thnks": "thanks",
        "thanx": "thanks",
        "tanks": "thanks",
        "fanks": "thanks",
        "thx": "thanks",
        "cheerz": "cheers",
        "chears": "cheers",
        "mornings": "morning",
        "hii": "hi",
    }
    | {word: word for word in _HURRIED}
)


def _righted(word: str) -> str:
    if word in _RIGHT:
        return _RIGHT[word]
    squeezed = re.sub(r"(.)\1{2,}", r"\1", word)  # "thankssss", "hiiii"
    once = re.sub(r"(.)\1+", r"\1", word)
    return _RIGHT.get(squeezed) or _RIGHT.get(once) or squeezed


def _is_nonsense(word: str) -> bool:
    lowered = word.lower()
    if lowered in _SHORT_WORDS or not lowered.isascii() or len(lowered) < 4:
        return False
    runs = _runs(lowered)
    if max(runs, default=0) >= 4 and sum(runs) >= 0.6 * len(lowered):
        return True
    if len(set(lowered)) <= 2 and len(lowered) >= 5:
        return True
    vowels = sum(letter in _VOWELS for letter in lowered)
    if not vowels:
        return len(lowered) >= 5 and (len(lowered) >= 8 or not word.isupper())
    consonants = max(len(run) for run in re.split("[aeiouy]+", lowered))
    return consonants >= 5 and vowels / len(lowered) < 0.25


def _runs(word: str) -> list[int]:
    """The lengths of the stretches, of three letters or more, whose keys lie side by side in their order."""
    found, start = [], 0
    for end in range(1, len(word) + 1):
        if end == len(word) or not any(word[start : end + 1] in row for row in _ROWS):
            if end - start >= 3:
                found.append(end - start)
            start = end
    return found
