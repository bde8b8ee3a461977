"""The phrases that disclose a concern, those that only sound like it, and those that make it pressing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers import Urgency

CHILD = (
    r"(?:child|children|kids?|pupils?|students?|learners?|boys?|girls?|lads?|lass(?:ie)?|bairn|toddler|baby|son|daughter"
    r"|niece|nephew|tutee|(?:year|yr|y) ?(?:\d{1,2}|one|two|six)s?\b|\d{1,2} ?(?:yr|year)s? ?olds?)"
)
KIN = (
    r"(?:mums?|mam|mummys?|mother|dads?|da|daddys?|father|step ?\w+|uncles?|aunt\w*|grand\w+|nan\w*|brothers?|sister|boyfriends?|bf|bfs"
    r"|partner|husband|hubby|wife|ex|carer|cousins?|lodger|parents?|son|in-?laws?)"
)
STAFF = (
    r"(?:teacher|ta|colleague|coach|tutor|staff(?: member)?|member of staff|mr \w+|mrs \w+|miss \w+|sir|head|caretaker|volunteer|driver"
    r"|trainer|assessor|mentor|supply|cover supervisor|nursery worker|instructor|lecturer|technician|governor)"
)
WHOM = rf"(?:me|him|her|them|us|(?:my|his|her|a|the|one|two|this|that|an?other)(?: \w+)? (?:{CHILD}|{KIN})|{CHILD}|{KIN})"
SELF = r"(?:my|him|her|them)sel(?:f|ves)"
PERSON = rf"(?:i|he|she|they|hes|shes|im|{CHILD}|{KIN})"


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase and how urgent it is; `may_be_general` where policy questions use it too ("can I message a pupil?")."""

    pattern: re.Pattern[str]
    urgency: Urgency = Urgency.high
    may_be_general: bool = False


def _now(*phrases: str) -> list[Cue]:
    return [Cue(re.compile(phrase), Urgency.immediate) for phrase in phrases]


def _high(*phrases: str, general: bool = False) -> list[Cue]:
    return [Cue(re.compile(phrase), may_be_general=general) for phrase in phrases]


_LIFE = _now(
    rf"\b(?:kill|killing|hang|hanging|drown|drowning) {SELF}\b",
    r"\bend(?:ing)? (?:it all|(?:my|his|her|their) (?:own )?life)\b|\bend(?:ing)? it (?:for|tonight|now)\b|\bto end it\b",
    r"\b(?:feel(?:s|ing)?|felt|is|am|im|hes|shes|being) (?:\w+ )?suicidal\b|\bsuicid\w+ (?:thoughts|feelings|note)\b",
    r"\b(?:dont|doesnt|didnt|not) want(?:s|ed|ing)? to (?:live|be here any ?more|be alive|wake up|exist)\b",
    rf"\b(?:want(?:s|ed)?|wanna|going|gonna) (?:to )?die\b|\bwish(?:es|ed)? {PERSON} (?:was|were) dead\b",
    r"\bbetter off (?:dead|without (?:me|him|her|them))\b|\bno (?:point|reason) (?:in )?(?:living|going on|being here)\b",
    r"\b(?:has|hes|shes|have|ive|had|just) ?(?:taken|swallowed|took) (?:something|an overdose|a load|loads|(?:some |all |a bottle of |\d+ )?(?:pills|tablets|paracetamol))",
    r"\boverdos(?:e|ed|ing)\b(?! policy)|\bhow many (?:pills|tablets|paracetamol)\b",
    r"\bgoodbye\b.{0,40}\bphones off\b|\btonights the night\b|\bgot (?:tablets|pills) at home\b",
    r"\b(?:suicide|goodbye) (?:note|letter)|\bletters? (?:is|are) written\b",
    r"\bvoices\b.{0,25}\b(?:tell|say|want)|\b(?:wants? (?:her|him|me) to|going to|gonna) jump\b",
    r"\b(?:on|over|off) (?:the )?(?:\w+ )?(?:railings?|ledge|roof|bridge|footbridge)\b.{0,40}\b(?:jump|wont|drop|down|him|her)\b|\bwrong side of the\b",
    r"\b(?:go|be) (?:and )?(?:be )?with (?:her|his|my) dead\b|\bwont be (?:here|around) (?:for|after|tomorrow|much longer|next)\b",
    r"\bcant (?:go on|face (?:tomorrow|it any ?more|another day)|do (?:it|this|life) any ?more|keep going)\b",
    r"\bnot turning the wheel\b|\bdrive (?:off|into) (?:the|a) (?:road|bridge|wall|tree)\b|\bworking out the drop\b",
)
_HARM = _high(
    rf"\b(?:cut|cuts|cutting|burns?|burning|burned|hurt|hurts|hurting|harm|harms|harming|starving|scratching) {SELF}\b",
    rf"\b(?:{CHILD}|he|she|hes|shes|i|im|ive|been) (?:\w+ ){{0,3}}self[ -]?harm(?:ing|ed|s)?\b",
    r"\b(?:fresh |new |old )?(?:cuts|scars|slashes|razor marks) (?:on|up|all over|along|across|down) (?:her|his|my|their|both)\b",
    r"\b(?:sick|throw\w* up|vomit\w*) after (?:every )?(?:lunch|meals?|eating)\b|\bstopped eating (?:altogether|completely)\b|\bsee (?:her|his) (?:spine|ribs|bones)\b",
)
_HURT = [
    *_now(
        r"\b(?:hands?|arm|belt|cord) (?:a?round) (?:my|her|his) (?:throat|neck)\b|\b(?:strangl|chok|throttl)\w+ (?:me|her|him|my)\b",
        r"\b(?:not breathing|unconscious|wont wake|cant wake|lips (?:went|are|going) blue|bleeding (?:badly|heavily|out))\b",
        r"\bthrew (?:him|her|me|them) (?:down|against|across)\b|\b(?:strangled|stabbed|drowned|smothered) \w+\b(?! in the back)",
        r"\b(?:will|gonna|going to|hell|shell|theyll|dont let) (?:\w+ ){0,3}(?:batter|burn the house|do us all in|kill (?:me|us|mum|her|him))\b|\bburn the house\b",
        r"\b(?:was|been|got|think \w+ was) (?:spiked|drugged)\b|\bbreaking stuff\b|\bim (?:hiding )?in the (?:cupboard|wardrobe|bathroom)\b|\blocked in the bathroom\b",
        r"\b(?:theyll|he will|they will|hell|theyre going to|hes going to) (?:kill|stab|jump|batter) (?:me|him|her|us)\b",
    ),
    *_high(
        rf"\b(?:{KIN}|{STAFF}|he|she|they|someone|somebody|man)\b(?: \w+){{0,4}} (?:hits?|hitting|beats?|beating|punch\w*|kicks|kicked|slap\w*|smack\w*|whip\w*|belt(?:s|ed)|burn(?:s|t|ed)"
        rf"|shoved|shook|dragged|yanked|grabbed|pinned|hurts?|hurting|bites|bit|headbutt\w*) {WHOM}\b",
        r"\b(?:bruis\w+|black eyes?|finger ?marks?|hand ?print|belt marks?|cigarette burns?|burn marks?|welts?|split lip|bite marks?)\b.{0,50}\b(?:arms?|neck|back|legs?|face|ear|eye|body|thighs?|wrists?|said|says|wont|mum|dad|again|home)\b",
        r"\b(?:finger|belt|hand|strap|rope|burn|slap) ?(?:marks?|prints?)\b|\bsplit lip\b|\beye is (?:purple|black)\b|\bmarks? (?:thats )?the shape of a hand\b",
        r"\bmarks? (?:all )?(?:on|over|round|around|up|down) (?:her|his|their|my) (?:neck|arms?|back|legs?|face|wrists?|body)\b",
        rf"\b(?:he|she|they|{CHILD})\b.{{0,30}}\b(?:scared|afraid|frightened|terrified|petrified) (?:of|to go) (?:his|her|their|my|home|him|dad|mum)",
        r"\b(?:doesnt|dont|didnt|does not|do not) (?:want|wanna) (?:to )?go (?:back )?home\b|\b(?:scared|afraid|frightened|terrified|not safe|unsafe) (?:to (?:go|be) |at |of going )home\b|\bcant go home\b",
        r"\bon purpose\b.{0,40}\b(?:fingers|hand|arm|nails|burn|bruise)|\bfingers\b.{0,30}\bon purpose\b",
        r"\bwhat happens at home\b|\bnot meant to say\b|\bnot (?:supposed|allowed) to (?:say|tell)\b|\bmade me (?:swear|promise)\b|\bmake(?:s)? (?:me|her|him) keep (?:it )?(?:a )?(?:secret|quiet)\b",
        r"\btied to (?:a|the) (?:chair|bed|radiator)\b|\bface down on the floor\b|\bby the (?:collar|throat|hair|scruff)\b|\bwet himself\b",
        r"\b(?:locks?|locked|shuts?|shut) (?:her|him|me|them) in(?: (?:the|a|his|her|when))?\b(?!.{0,30}accident)",
        r"\b(?:has|got|with|came in with) (?:a |two )?(?:black eyes?|bruis\w+|burns?|finger ?marks?|cigarette burns?)\b(?! .{0,30}(?:face paint|play))|\bhead (?:down|in) the toilet\b",
        r"\b(?:screaming|shouting) (?:again|downstairs|and breaking)\b|\bshout(?:ed|s|ing) (?:right )?in (?:a|the|his|her) \w+ face\b|\bheld (?:a|the|his|her) .{0,25}nose\b|\bdoesnt add up\b|\bbreak (?:his|her|my) (?:fingers|arm|neck|legs)\b",
        r"\bbaby\b.{0,40}\bbruise|\bflinch(?:es|ed)\b|\bhits? (?:him|her|me) (?:with|when|if)\b",
    ),
]
_SEXUAL = [
    *_now(
        r"\b(?:raped|rape[sd]? me|molest(?:s|ed|ing)?|sexually (?:assaulted|abused))\b",
        rf"\b(?:{KIN}|{STAFF}|man|he)\b(?: \w+){{0,3}} (?:touch(?:es|ed|ing)|fondl\w+|interfer\w+ with) (?:me|her|him|them|himself|my|his|girls|boys)\b",
        r"\b(?:comes?|gets?|goes|climbs?|came|got) (?:in|into|in to) (?:her|his|my|their) (?:room|bed|bedroom)\b(?!.{0,20}lesson)",
        r"\bwatch(?:es|ed|ing) (?:me|her|him) (?:shower|undress|get changed|in the (?:bath|shower))|\bsaid no\b.{0,25}\b(?:didnt|wouldnt|did not) stop\b",
        r"\b(?:made|makes|forced|forces|forcing) (?:me|her|him) (?:to )?(?:do (?:stuff|things|it)|have sex|kiss|touch|watch|strip|undress)\b",
        r"\b(?:im|shes|she is|i think im|thinks shes|might be) (?:\w+ )?(?:1[0-5]|pregnant)\b.{0,40}\b(?:pregnant|cant say who|1[0-5])\b|\bmorning after pill\b",
    ),
    *_high(
        r"\b(?:groomed|being groomed|is grooming|was grooming|abused|is abusing|was abusing|abuses) ?(?:me|her|him|them|by|my)?\b",
        r"\b(?:hand|hands) (?:on|up|down|between) (?:her|my|his|a|the) (?:\w+ )?(?:leg|thigh|skirt|top|trousers|bum|knee)s?\b|\bin the showers with\b|\bbasically legal\b|\bon (?:his|her) knee\b(?! pads)",
        r"\bhand up (?:her|my|the|a) skirt\b|\bpull\w* skirts? up\b|\bupskirt(?:ed|ing) (?:me|her|a)\b|\brubs? my (?:shoulders|leg|back)\b|\bgrop(?:ed|es|ing)\b",
        r"\bsent (?:me |her |him |them )?(?:a |an |his |some )?(?:nudes?|dick pic|naked)|\b(?:pics?|photos?|pictures?|images?|videos?|fakes) (?:of|off) (?:\w+ ){1,6}?(?:naked|nude|undressed|with (?:nothing|no clothes))",
        r"\bnudes?\b.{0,30}\b(?:shar|sent|send|going round|leak|posted|getting passed|on her phone|on his phone)|\b(?:shared|sent|leaked|posted|spreading)\b.{0,25}\bnudes?\b",
        r"\bsent a (?:pic|photo|nude|video) to (?:my|her|his) (?:bf|boyfriend|ex)|\bknows things no\b|\b(?:our|its|their) (?:secret|special) (?:game|time|cuddle)|\bcuddle time\b|\btheir game\b|\bgrandads game\b",
        r"\bsexual(?:ly)? (?:abus\w+|harass\w+|touch\w+|explicit)\b.{0,40}\b(?:me|her|him|by)\b|\bage gap\b.{0,30}\bshes 1[0-7]\b|\b(?:shes|she is|girl|im|hes) 1[0-5]\b.{0,30}\b(?:hes|boyfriend is|man is|her bf is) (?:[2-9]\d|1[89])\b",
    ),
]
_ONLINE = _high(
    r"\b(?:met|meet|meeting|talking to|chatting to|chatting with|messaging|gave (?:her|his) number to|speaking to)\b.{0,30}\b(?:(?:grown|older|strange|random) (?:man|men|bloke|boy|guy|woman|lad)|stranger|man online|adult online)\b",
    r"\b(?:man|bloke|guy|stranger|someone|somebody) (?:online|on (?:snap\w*|insta\w*|roblox|fortnite|tiktok|discord|whatsapp|the app|a live))\b.{0,60}\b(?:pics?|photos?|meet|come|knows|send|asked|wants|naked|secret)\b",
    r"\b(?:wants?|wanting|asking for|asked (?:her|him|me|my \w+) for|demanding|sending him|sending her)(?: \w+){0,2} (?:pics?|photos|nudes|money|videos)\b.{0,60}\b(?:tell|or else|share|everyone|more|naked|shak|12|13|14|11)",
    r"\b(?:blackmail\w*|sextort\w*)\b|\bor (?:it|they) (?:goes|go) to (?:his|her|my|everyone)|\bmature for (?:her age|his age|\d+)|\bdelete (?:it|the messages|them) every time\b",
)
_TAKEN = [
    *_now(
        r"\b(?:has|have|had|is|hes|shes|been|gone|went|still) (?:gone )?missing (?:since|from|for|all|after|again)\b|\bgone missing\b",
        rf"\b(?:cant|cannot|can not|couldnt) find (?:him|her|them|the {CHILD}|a {CHILD}|one of (?:the|our|my) {CHILD})\b|\bcant find \w+ anywhere\b(?<!line anywhere)",
        r"\b(?:run|ran|running) away\b(?! to)|\bran off\b|\b(?:absconded|bolted (?:from|out)|legged it out)\b|\bone (?:child )?short$|\bnever (?:got|came|made it) (?:to form|home|back|in)\b",
        r"\b(?:drunk|drinking|been drinking|stink\w* of (?:drink|booze|beer|weed)|smell\w* (?:strongly )?of (?:drink|alcohol|booze|vodka|cannabis|weed)|stoned|slurring|off (?:her|his) (?:face|head))\b.{0,80}\b(?:collect\w*|pick\w*|drove|driv\w+|car keys|car|kids|toddler|strapped|baby)\b",
        r"\b(?:pickup|pick up|collection|gate)\b.{0,30}\bstink\w* of (?:drink|booze)\b|\bcant come back til\b|\bgone (?:two|three|\d) nights\b",
        r"\b(?:collect\w*|childminder|taxi driver|mum|dad|parent)\b.{0,40}\b(?:is|was|smell\w*|smelt|reeks?|stank|clearly|seems) (?:\w+ )?(?:drunk|of (?:drink|alcohol|booze|cannabis|vodka)|stoned|slurring)",
        r"\bwalked (?:a|one of) .{0,30}\bout by the hand\b|\b(?:took|taken|snatched|abducted) (?:her|him|a child) from\b|\bslumped\b.{0,20}\bat the wheel\b",
        r"\bleft (?:the )?(?:baby|toddler|kids|children) (?:alone|on (?:their|its) own|in the car)\b|\bnobodys been home\b|\bon their own in the (?:flat|house)\b|\bno answer on any number\b",
        r"\b(?:forced to marry|marry (?:him|someone|a man|her cousin)|forced marriage)\b.{0,60}\b(?:tomorrow|tonight|flight|leav\w+|waiting|weekend|kill)\b|\bone way ticket\b",
        r"\b(?:cut|do|circumcis\w+)\b.{0,20}\b(?:her|me) (?:and her|and my)\b|\bspecial (?:ceremony|holiday|party)\b.{0,40}\b(?:woman|become|ill|girl|cut)\b|\bbelieve this is fgm\b|\bgoing (?:abroad|away|to \w+) (?:to be|for) (?:cut|fgm)\b",
    ),
    *_high(
        r"\b(?:hasnt|not|havent) (?:been )?(?:seen|eaten)(?: by)? (?:since|for|any|in)\b|\bno ?(?:ones|bodys) (?:in|home) (?:til|until|when)\b|\b(?:home|left) alone\b|\bon (?:his|her|their) own (?:all|since|overnight|every|at night)\b",
        r"\b(?:no|nae) (?:food|dinner|tea|coat|heating|bed|electric|gas|lunch)\b.{0,40}\b(?:at home|in the house|for (?:him|her|them)|since|again|in (?:three|two|four|\d)|frost|heating)\b",
        r"\b(?:unwashed|stinks?|filthy|dirty)\b.{0,40}\b(?:again|every|since|clothes|same|wont sit)\b|\bsame (?:jumper|clothes|shirt|trousers) (?:since|all|every|for)\b|\bdog mess\b|\bneedles\b.{0,20}\b(?:side|floor|house)\b",
        r"\b(?:engaged|married|marry|promised) to (?:a|her|someone|some).{0,25}\b(?:cousin|never met|man)\b|\bno choice in it\b|\bparents (?:have )?(?:arranged|forced)\b.{0,30}\bmarr",
        r"\b(?:husband|partner|boyfriend|ex|dad|stepdad|carer|mother-in-law|mum|son)\b.{0,20}\b(?:keeps|takes|took|controls|checks|holds)\b.{0,15}\b(?:bank card|money|phone|passport|keys|benefits|wages|pension)\b",
        r"\b(?:broken|breached|broke) (?:the|his|her|an?) (?:order|injunction|bail|non.mol\w*)\b|\bpolice (?:came|were)\b.{0,15}\b(?:ours|our house|last night|last nite|round)\b|\b(?:domestic|dv) (?:incident|abuse) (?:at home|last night)\b",
        r"\b(?:isnt|not) (?:let|allowed) out\b|\ballowed out for\b|\bdoor has a hole\b|\b(?:women.?s|a) refuge\b.{0,30}\b(?:with|living|moved|in)\b",
    ),
]
_OUTSIDE = [
    *_now(
        r"\b(?:has|had|have|got|gotta|brought|bringing|carrying|carries|carry|keeps|pulled|seen|with|hes|shes)(?: \w+){0,3} (?:a |the )?(?:knife|blade|machete|gun|zombie knife|firearm|shank)\b",
        r"\b(?:waiting|outside)\b.{0,40}\b(?:with (?:sticks|bats|knives)|to (?:jump|batter|stab|get) (?:me|him|her))\b|\b(?:theyll|they will|gonna|going to) (?:jump|stab|shank|batter) (?:me|him|her)\b|^knife\b",
        r"\b(?:owes?|owe) (?:them|him|\w+ (?:people|lads|man|men)) (?:money|\d+|a lot)\b.{0,60}\b(?:outside|waiting|gates?|threat\w+|come for)\b|\btake the (?:bag|package)\b",
        r"\b(?:taken over|cuckoo\w*)\b.{0,40}\b(?:flat|house|home)|\bim locked in\b|\b(?:strangers?|men|dealers?) (?:have|has) (?:moved|taken)\b",
        r"\bgoing (?:abroad|to syria|out there) to fight\b|\bthreatened to (?:kill|stab|bomb|burn)\b",
    ),
    *_high(
        r"\b(?:weed|drugs|spice|crack) in (?:wraps|bags)\b|\blittle scales\b|\bbringing a tool\b|\bnote saying next\b",
        r"\b(?:selling|sells|dealing|running|carrying|holding|moving) (?:drugs|weed|crack|gear|spice|stuff for)\b|\bcounty lines\b.{0,40}\b(?:him|her|he|she|involved|think)\b|\blook after something\b|\b(?:hes|shes|he|she) owes? (?:them|money|him)\b",
        r"\bsleeping in a car with\b|\b(?:older|random|different) (?:men|man|lads|cars?)\b.{0,30}\b(?:pick\w*|collect\w*|every|gifts|waiting|drops?)\b|\bher man\b|\bunexplained gifts\b|\blove bites\b|\bhotel (?:key|room)\b.{0,40}\b(?:blazer|bag|year|yr|y\d)",
        r"\b(?:radicalis(?:ed|ing)|martyr\w*|isis|jihad\w*|the number 88|swastikas?)\b.{0,60}\b(?:he|she|him|her|pupil|lad|learner|drawn|draws|says|telling|talking|everything)|\b(?:talking about|number)\b.{0,10}\b(?:martyr\w*|88)\b|\bwomen who\b.{0,40}\bdeserve\b",
        r"\bfollow(?:ed|ing|s) me (?:home|to my car|to the|around|twice)\b|\bstalk(?:ed|ing|s) me\b|\bthreaten(?:ed|ing|s) me\b|\bphotographing (?:kids|children|our)\b",
        r"\b(?:told|called) (?:my \w+|him|her|a pupil|me) to (?:go and )?kill\b|\bset fire to\b.{0,20}\b(?:hair|bag|coat)\b|\bp word\b|\b(?:dinner|birthday) money\b.{0,30}\b(?:then|again|off him|from him)\b|\bdoesnt want to (?:be here|come (?:in|to school) any ?more)\b",
    ),
]
_ALLEGED = _high(
    rf"\b{STAFF}\b.{{0,40}}\b(?:is|was|keeps|been|has been|seen|caught) (?:\w+ )?(?:messag\w+|texting|dm\w*ing|snap\w*ing|flirting|alone with|kissing|hugging|tickling|sleeping with|filming|taking photos of)\b.{{0,30}}\b{WHOM}",
    rf"\b{STAFF}\b.{{0,25}}\b(?:kissed|slept with|in a relationship with|having an affair with|touched|groped|grabbed|slapped|smacked|pushed|hit|dragged|yanked|pinned|screamed at|swore at|filmed|bought (?:her|him))\b.{{0,25}}\b(?:{WHOM}|pupil|necklace)",
    rf"\b{STAFF}\b.{{0,60}}\b(?:on his knee|on her knee|on his lap|locks? the door|turns the key|blind down|arrested)\b|\bcalls the girls\b|\bwell fit\b|\bits our secret\b|\bsir gave me his number\b|\bdont tell the others\b",
    r"\b(?:he|she|hes|shes) (?:only )?(?:drives|gives|takes|messages|texts|follows|lends|buys|keeps)\b.{0,40}\b(?:same (?:girl|boy|lad)|one (?:lad|girl|boy|pupil)|just (?:her|him|the two)|home most|half of y\d+|11pm|2am|late at night)\b",
    rf"\b(?:colleague|teacher|ta|tutor|coach|staff)\b.{{0,20}}\bmessag\w+ (?:a|the|one of (?:the|our|my)) {CHILD}.{{0,30}}\b(?:night|late|snap|private)",
    rf"\b{STAFF}\b.{{0,30}}\b(?:has|have|hes|shes|been) (?:been )?(?:whatsapp\w*|dm\w*|messag\w*|snap\w*|texting) (?:a|one of|the|my)\b|\balways tickling\b|\bjust took one of a child\b",
    general=True,
)
_TOLD = (
    r"\b(?:told (?:me|us|my|her|him|a)|tells? (?:me|us)|says?|said|saying|sez|reckons|thinks?|disclosed|confided|admitted|worried|concerned|suspect|"
    r"noticed|witnessed|saw|seen|heard|reported|posting|posted)\b"
)
_HARMED = (
    r"\b(?:hurt(?:s|ing)?|hits?(?! (?:our|the|a|targets?)\b)|hitting(?! (?:our|the|targets?)\b)|beat(?:s|en|ing)?|abus(?:e|ed|es|ing|ive)|assault(?:s|ed|ing)?|attack(?:s|ed|ing)?|molest\w*|groom(?:ed|ing)|"
    r"radicali[sz](?:ed|ing)|exploited|trafficked|neglected|strangl\w+|threaten(?:s|ed|ing) (?:to|her|him|me)|(?:been|being|keeps|shes|hes|is|started) cutting|"
    r"forced (?:to|into)|being made to|(?:making|makes|made) (?:him|her|them) (?:carry|sell|take|keep|do|send)|going to be cut|taking (?:her|him) (?:to|away|abroad).{0,25}marr\w+|"
    r"(?:isnt|not|never|arent) being (?:fed|looked after|cared for)|joining (?:isis|a gang|the edl)|keep secrets|something (?:worrying|awful|bad|terrible)|"
    r"older (?:boyfriend|man|bloke|guy)|in danger|not safe|unsafe|pregnant)\b"
)
_TOLD_OF_HARM = _high(
    rf"{_TOLD}.{{0,90}}{_HARMED}",
    r"\b(?:showed|shown|sent) (?:me|us|her|him|it) (?:\w+ ){0,3}(?:naked|nude|explicit|indecent|sexual)\b|\bsending (?:me|her|him) (?:sexual|explicit|nude|naked|indecent)\b",
    rf"\b(?:touched|touches|touching|groped) (?:me|her|him|a (?:\w+ )?{CHILD}|my \w+)\b.{{0,40}}\b(?:inappropriate\w*|sexual\w*|cry\w*|upset|toilets?|leg|bum|chest|private\w*|shes|hes|changing)",
    rf"\b{STAFF}\b.{{0,40}}\b(?:relationship with|sleeping with|seeing|dating|going out with) (?:a|an|one of|the|my|our|her|his) (?!former|ex)",
    rf"\b{STAFF}\b.{{0,30}}\b(?:asked|asking|been asking|wants) (?:a|an|my|the|one of|him|her|them) ?(?:\w+ ){{0,2}}(?:to send|for (?:pics?|photos|pictures)|to meet)\b",
    rf"\b{STAFF}\b.{{0,30}}\b(?:has been|been|keeps|is) (?:giving|adding|inviting|taking|buying)\b.{{0,40}}\b(?:secret|gifts|meet|alone|his (?:house|flat)|her (?:house|flat)|snap\w*)\b",
    r"\b(?:man|bloke|guy|adult|stranger|someone) online\b.{0,40}\b(?:asking|asked|wants|sending|messaging)\b|\b(?:being|been) (?:stalked|blackmailed|followed|harassed|exploited|trafficked)\b",
    rf"\b(?:shook|shaking|dragging|dragged|smacked|slapped) (?:a|their|his|her|the|my) (?:\w+ )?{CHILD}\b",
    general=True,
)
_DISCLOSED = _high(
    r"\b(?:disclosed|confided) (?:to (?:me|us)|that|in me|she|he|her|his|abuse|something)\b",
    r"\b(?:has|have|just|she|he|who|they) disclosed\b|\bmade a disclosure\b|\bopened up (?:to me )?about\b|\bhistoric(?:al)? abuse\b|\bwhat (?:her|his|my) (?:step\w+|uncle|dad|father|mum) did\b|\bwhen (?:i|she|he) was (?:a pupil|nine|\d+)\b.{0,40}\b(?:abus|touch|groom|hurt)",
    r"\bim (?:not safe|scared of|frightened of|afraid of|being hurt)\b|\bim not safe\b|\b(?:dont|doesnt) feel safe (?:at home|with)\b|\bcan they take u off\b|\bcan i stay at school\b|\bis (?:it|this) normal if (?:ur|your|my)\b",
    general=True,
)

CUES: tuple[Cue, ...] = (
    *_LIFE,
    *_HARM,
    *_HURT,
    *_SEXUAL,
    *_ONLINE,
    *_TAKEN,
    *_OUTSIDE,
    *_ALLEGED,
    *_TOLD_OF_HARM,
    *_DISCLOSED,
)

NOW = re.compile(
    r"\b(?:now|right now|tonight|this (?:afternoon|minute|morning|lunchtime|weekend)|just (?:told|said|shown|disclosed|reported|now|rung)|on the phone|outside|waiting|"
    r"at (?:home time|\d{1,2}(?:[.:]\d\d)?|half (?:one|two|three))|mum due|dads? here|on (?:his|her) way|going home|goes home|(?:collecting|picking) (?:him|her|them) up|later today)\b"
)

# Says of the whole message that nothing of it has happened.
MADE_UP = re.compile(
    r"\b(?:hypothetical\w*|scenarios?|case study|training q|quiz|e-?learning|inset|induction|interview question|essay|assignment|slides?|poster|script|tabletop|made[ -]?up|role ?play\w*|suppose|worst case|example for)\b"
)

# What alarming words are often about instead; never stronger than what is said of danger now.
HARMLESS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:lesson|pshe|rse|assembly|novel|set text|film|netflix|documentary|eastenders|the news|in the papers?|drama|devising|the play|horror stor\w+|history|citizenship|fiction|guest speaker)\b",
        r"\b(?:statistics?|percentage|survey|figures|newsletter|leaflet|flowchart|glossary|template|model answer)\b",
        r"\b(?:drill|practice (?:lockdown|evacuation)|retention|archiv\w+|shred|closed (?:by|case|in|on)|case was closed|signed off|found to be false|concluded|appeal done|finished years ago)\b",
        r"\b(?:haha\w*|abuse lol|joke|joking|asking for a very|bless (?:him|her|em|them)|face paint|henna|zombie|fancy dress|surprise party|by accident|best mates again|all had a laugh|nothing bad|conker|printer|timetable|sims|deadline|marking|parents eve|hamster|stick insects?|census|budget)\b",
        r"\b(?:no ?ones missing|nothing to report|havent got one|hasnt happened|not got one in|just curious|none of ours)\b",
    )
)

# Makes only its own sentence harmless: what follows may be the real thing.
ABOUT_WORDS = re.compile(
    r"\b(?:definition|defined|define|what (?:is|are|does|counts)|typo|wording|word for word|handbook|policy (?:say|mention))\b"
)

# "Can I message a pupil?", "what if a child tells me …": asked of anyone, told of no one.
ASKED_IN_GENERAL = re.compile(
    r"^(?:hi |hello |hiya |so |and |but |quick q\w*[,:]? )*(?:can|could|should|may|must|would|are|is|am|do|does|what|whats|when|where|which|who|whos|how|if|whether)\b(?!.{0,200}(?:\bhe (?:said|told|just)|\bshe (?:said|told|just)|\bours does|\bmine has|\bshe follows|\bhe follows|\bnew \w+ does))"
    r"|\b(?:if|when|where|whether) (?:a|an|any|someone|somebody|one of|staff|my|the|they|i|we|you|pupils?|children|students?|learners?)\b"
)
