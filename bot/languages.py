"""Is this English? A small count of everyday words, made never to take slang for another language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Everyday words of the languages that are spoken most at home in British schools. Spelt without accents,
# for so they are often typed.
_LANGUAGES = {
    "Welsh": "am ar i yw yn yr ydy ydw dw mae oes nid nad ddim dim beth pwy pryd sut pam ble ga alla gallaf gall dylwn ddylwn wedi siarad roi adref â pan gan gyda efo ond hefyd am i'w yw'r a'r i'r o'r mae'r sy'n sydd bod fod rhaid angen iawn diolch bore prynhawn shwmae helo os gwelwch yda chi ni nhw hi'n dw'i fy eich ein eu ei ysgol disgybl ddisgybl disgyblion plant plentyn athro staff'r rhieni myfyriwr myfyrwyr wneud gwneud gwybod neges ataf faint dwi cael caniatad ydych chi'n gaf gei gallu allwn rydw rydyn rydym maen dyma dyna hwn hon hynny lle fel fydd byddaf bydd roedd oedd dweud mynd dod heddiw yfory ddoe neu dros gwaith cwestiwn merch mab yna yma eto teimlo'n digwydd gadael adael wrtha wrth fynd gyfer heb rydw'n rydw i'n",
    "Polish": "czy jest sa nie moge mozna moze jak co kiedy gdzie kto komu jaki jaka jakie ile dla przez przed bez sie jestem mam masz musze musi musza mozemy uczen ucznia uczniem uczniow szkola szkole szkoly rodzice rodzica dziecko dziecka dzieci dzien dobry dziekuje prosze w z na od po ze jego jej ich mnie mi oraz ale lub telefon telefonow napisal zrobic powiedziec zasady wiem domu ktory ktora tego jesli moja moj moje mojego mojej mojemu twoj ktos cos tylko jeszcze juz teraz dzisiaj dzis jutro wczoraj chce chcialbym chcialabym maja byc byl byla bylo bedzie beda wolno trzeba dlaczego pomoc syn syna synem corka corke corki nauczyciel nauczyciela wejsc pytanie zglosic dostac wziac dac bardzo tez albo aby zeby",
    "Romanian": "pot sa este sunt nu ce cum cand unde cine cui care pentru din cu la pe si sau dar daca trebuie am ai elev elevul elevi scoala copil copii parinti parintilor multumesc buna ziua fac stiu acasa mea meu mi-a imi iti un o unei unui cate cati fost fi poate se vreau vrea puteti pute spune copilul fiul fiica profesorul profesor despre costa azi maine doar foarte asta acest aceasta acesta mai lui lor meu mea mele imi dumneavoastra avem aveti sunteti fara dupa inainte ora",
    "French": "je tu il elle nous vous ils est-ce que qui quoi quand comment pourquoi ou le la les des un une du au aux et mais est sont ai peut peux puis-je dois dois-je faut faut-il pas ne sur dans avec pour sans chez eleve eleves enfant ecole parents bonjour merci quelles quelle quels quel combien cette ces mon ma mes m'a c'est l'accord s'il sais faire suis peut-on peut-il fille fils voudrais veux veut plus tres aujourd'hui parce leur leurs votre vos notre nos cela avoir etre deja toujours suis sommes avez avons ont fait j'ai qu'est-ce qu'il d'un d'une l'ecole l'eleve n'est",
    "Spanish": "puedo puede debo que como cuando donde quien por para el la los las un una unos y pero es son esta estoy hay tengo sin con en alumno alumna alumnos estudiante escuela nino ninos padres hola gracias buenos dias se lo si mi su no hacer llevar agregar coche casa quiero quiere quien hija hijo hoy manana mucho muy tambien porque esto ese eso cual cuanto cuantos tiene puedes podemos nuestro maestro maestra",
    "Portuguese": "posso pode devo que como quando onde quem por para os as um uma e mas sao esta estou tenho sem com em no na do da aluno aluna alunos escola crianca pais ola obrigado obrigada nao sei fazer meu minha adicionar voce quero filha filho hoje muito tambem isso esse qual quanto quais tem voces professora pode-se",
    "Italian": "posso puo devo che come quando dove chi per il lo la gli le un uno una e ma sono sei sta ho senza con su nel della di da studente studenti alunno scuola bambino genitori ciao grazie non fare mio mia aggiungere cosa figlia figlio oggi vorrei questo questa molto anche perche quanto quali voglio ogni siamo hanno alla dalla sulla nella",
    "German": "ich du er sie wir ihr darf kann muss soll was wie wann wo wer warum der die das den dem ein eine einen einem und oder aber ist sind habe nicht kein mit fur auf zu von bei wenn schuler schule kind kinder eltern danke guten tag tun mein meine heute meine tochter sohn gibt wird werden konnte bitte auch noch schon sehr hier diese dieser dieses kannst durfen man sollte mochte uns wenn dass habe haben",
    "Dutch": "ik jij hij zij wij mag kan moet wat hoe wanneer waar wie waarom het een en maar of is zijn heb niet geen met voor op van bij als leerling school kinderen ouders dank goedemorgen mijn toevoegen",
    "Lithuanian": "ar galiu kaip kas kada kur kodel yra nera ir bet su be i is mokini mokinys mokinio mokykla vaikas tevai labas aciu man mano reikia ka draugus prideti dukra sunus siandien serga noriu galima mano kiek ka del",
    "Turkish": "mi miyim ne nasil zaman nerede kim neden bir ve ama icin ile var yok degil ogrenci ogrenciyi okul cocuk veli merhaba tesekkur bu su ben bana benim ekleyebilir yapmaliyim kizim oglum bugun hasta istiyorum nereye icin kac olur mu gerekiyor lazim hangi",
    "Somali": "ma waa maxay sidee goorma halkee waxaan ku iyo laakiin ka u karaa ardayga arday dugsiga ilmaha waalidka mahadsanid waan dari inan inantaydu gabar wiil maanta waxay yahay tahay ayaa waxa iskuulka way miyaan",
    "Albanian": "mund ta te nje dhe por eshte jane nuk si kur ku kush pse per me nga nxenes nxenesi shkolle femije prinder pershendetje faleminderit cfare duhet shtoj ne",
    "Hungarian": "lehet hogyan mikor hol ki miert egy es de van nincs nem mit kell a az diak diakot iskola gyerek szulok szia koszonom ismerosnek felvehetem",
    "Czech": "muzu mohu jak co kdy kde kdo proc je jsou neni a ale pro s bez na se si zak zaka skola dite rodice dobry den dekuji pridat mam musim",
    "Norwegian": "jeg du han hun vi kan ma hva hvordan nar hvor hvem hvorfor er ikke og men med til pa av en et elev eleven skole barn foreldre takk hei legge kunne",
    "Urdu": "kya main mein mai hum aap mujhe mera meri ko ka ke ki se par aur lekin hai hain hoon hun ho sakta sakti sakte kar karna karoon chahiye kaise kab kahan kaun kyun kyu nahi nahin bacche bachay bacha ghar shukriya salaam assalam beti beta aaj bimar kal bhi yeh woh tha thi lena dena karni karo krna jana raha rahi mere hamare unko usko agar toh kuch koi sab",
}
_ENGLISH_WORDS = "a about after all also always am an and another any anyone are aren't arent as ask at away back be because been before being but by call can can't cant class could couldn't did didn't do does doesn't don't dont done during each else even ever every few find first for friend from get gets getting give gives go goes going gonna got had has hasn't have haven't having he he's her here hi him his home hour how i i'm i've i'd i'll id if im in into is isn't it it's its ive job just keep kid kids know last late leave let like long look made make many may me mean message might more much must my need needs never new next no not now of off ok okay old on once one only or other our out over own parent parents phone photo pick please policy post put pupil pupils r rule rules said same say says school see send she should shouldn't so some someone something staff start still stuff student students such sure take tell than that that's thats the their them then there there's they they're theyre thing things this those through time to told too two u under until up ur us use used using very wanna want wants was wasn't we week weeks well went were what what's whats when where which while who who's whos why will with without won't wont work would year years yes you you're youre your"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORDS = tuple(frozenset(words.split()) for words in _LANGUAGES.values())
_TELLING_WORDS = "acasa adref allwn alumna alumno ardayga bacche beth bien bimar bugun bydd byddaf cael caniatad chahiye chce chcialabym chcialbym cwestiwn czy daca ddim ddisgybl ddylwn deja dla dlaczego domu donde dukra durfen dwi dydw dylwn dzieci dziecka dziecko dziekuje dzien dzis dzisiaj ecole ekleyebilir eleve eleves elevul enfant eshte est-ce estoy estudiante faut faut-il felvehetem figlia figlio fiica fiul galiu gallaf gdzie genitori gwneud gwybod gyda habe heddiw hefyd hija hijo hogyan hoje hvordan hvorfor iawn inantaydu ismerosnek istiyorum jaka jaki jakie jest jestem jeszcze kaise karaa karna karni karoon kiedy kizim kodel komu ktora ktory ktos l'accord l'ecole lehet mae'r mahadsanid moge mokinio mokinys moze mozna mujhe multumesc musza muzu myfyriwr myfyrwyr nahi nahin nasil nauczyciel neden nincs nxenes oes oggi ogrenci parinti parintilor pentru peut peut-on peux plentyn poate posso pourquoi powiedziec pridat prosze prynhawn przed przez puede puedo puis-je puteti pwy quand quel quelle quelles quero quien quiero rhaid rhieni rodzica rodzice rydw rydyn s'il sakta sakte sakti schuler scoala serga siandien sidee spune studenti sunt sut sy'n sydd szkola szkole szkoly tahay tengo tenho tochter toevoegen trebuie uczen ucznia uczniem unde vaikas voglio vorrei voudrais vreau waalidka waarom wann warum waxaan wedi wenn wiem wneud wolno yapmaliyim ydw ydy ydych ysgol yw'r zglosic zrobic"
_TELLING = frozenset(_TELLING_WORDS.split())
"""Words that no English message holds by chance, of any of the languages; each counts twice."""
_GREETING_WORDS = "bonjour bonsoir salut merci hola gracias ciao grazie buongiorno hallo danke shwmae diolch czesc dziekuje multumesc merhaba tesekkurler salaam salam namaste shukriya ola obrigado obrigada aciu labas pershendetje faleminderit koszonom ahoj dekuji hej takk goedemorgen mahadsanid"
_GREETINGS = frozenset(_GREETING_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
FEWEST = 2
"""Everyday words of another language below which a text is not taken for it."""


def is_foreign(text: str) -> bool:
    """Whether a text is plainly in another language than English; a doubtful one is not."""
    letters = [character for character in text[:10_000] if character.isalpha()]
    if not letters:
        return False
    if sum(not _is_latin(character) for character in letters) > len(letters) / 2:
        return True
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text[:10_000])]
    bare = [_bare(word) for word in words]
    accented = sum(plain != word for plain, word in zip(bare, words, strict=True))
    return _GREETINGS.issuperset(bare) or any(_is_in(known, bare, accented) for known in _WORDS)


def _is_in(known: frozenset[str], words: Sequence[str], accented: int) -> bool:
    """Whether words are in the language with these everyday words; what English has too counts for neither."""
    own = sum(word in known and word not in _ENGLISH for word in words)
    english = sum(word in _ENGLISH and word not in known for word in words)
    telling = sum(word in known and word in _TELLING for word in words)
    weight = own + telling + accented
    return own >= 1 and weight >= max(FEWEST, 2 * english + 1, len(words) / 4)


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith(
        ("LATIN", "FULLWIDTH LATIN", "MODIFIER")
    )


def _bare(word: str) -> str:
    """The word without its accents."""
    if word.isascii():
        return word
    spelt = unicodedata.normalize("NFD", word.translate(_SPELT))
    return "".join(character for character in spelt if not unicodedata.combining(character))


_SPELT = str.maketrans({"ł": "l", "ß": "ss", "ı": "i", "ø": "o", "æ": "ae", "đ": "d"})
