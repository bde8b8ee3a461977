"""English is never taken for another language, and another language hardly ever for English."""

from __future__ import annotations

import pytest

from bot.hearing import heard
from bot.languages import is_foreign
from index.training import material

FOREIGN = {
    "Welsh": """Ga i ychwanegu disgybl ar Facebook?
Beth yw'r rheolau am ffonau symudol yn yr ysgol?
Pwy ddylwn i siarad â nhw am bryder diogelu?
Mae disgybl wedi anfon neges ataf ar Instagram, beth ddylwn i wneud?
Oes angen caniatâd rhieni i dynnu lluniau?
dw i ddim yn gwybod beth i wneud
faint o wyliau dw i'n cael
ydy hi'n iawn i staff yfed gyda myfyrwyr
Sut mae gwneud cais am absenoldeb?
shwmae""",
    "Polish": """Czy mogę zaprosić ucznia do znajomych na Facebooku?
czy moge odwiezc ucznia do domu
Jakie są zasady dotyczące telefonów komórkowych w szkole?
Komu mam zgłosić, że dziecko jest w niebezpieczeństwie?
uczeń napisał do mnie na instagramie co mam zrobić
Ile dni urlopu mi przysługuje?
nie wiem co zrobic
Gdzie jest formularz zwolnienia?
CZY RODZICE MUSZĄ PODPISAĆ ZGODĘ NA ZDJĘCIA
dzień dobry""",
    "Romanian": """Pot să adaug un elev pe Facebook?
Care sunt regulile pentru telefoanele mobile în școală?
Cui trebuie să îi spun dacă un copil este în pericol?
pot sa duc un elev acasa cu masina mea
un elev mi-a scris pe instagram ce fac
Câte zile de concediu am?
Este nevoie de acordul părinților pentru fotografii?
nu stiu ce sa fac
Unde găsesc formularul pentru absențe?
Când trebuie să anunț directorul?""",
    "Urdu": """کیا میں کسی طالب علم کو فیس بک پر شامل کر سکتا ہوں؟
موبائل فون کے قواعد کیا ہیں؟
مجھے کس کو بتانا چاہیے؟
kya main kisi student ko facebook par add kar sakta hoon
mujhe kya karna chahiye
bacche ko ghar kaise chhod sakte hain
والدین کی اجازت ضروری ہے؟
مجھے چھٹی کب ملے گی
phone ke qawaid kya hain
اسکول کی پالیسی کیا ہے""",
    "Arabic": """هل يمكنني إضافة طالب على فيسبوك؟
ما هي قواعد الهواتف المحمولة؟
من يجب أن أخبر؟
هل أحتاج إلى موافقة الوالدين على الصور؟
لا أعرف ماذا أفعل
كم يوم إجازة لدي
مرحبا
أين أجد النموذج
متى يجب أن أبلغ المدير
هل يمكنني توصيل طالب إلى المنزل""",
    "French": """Est-ce que je peux ajouter un élève sur Facebook ?
Quelles sont les règles pour les téléphones portables ?
à qui dois-je parler si un enfant est en danger
je ne sais pas quoi faire
puis-je ramener un eleve chez lui en voiture
Combien de jours de congé ai-je ?
un élève m'a envoyé un message sur insta que faire
Faut-il l'accord des parents pour les photos ?
Où se trouve le formulaire ?
bonjour, est-ce que les parents peuvent filmer""",
    "others": """¿Puedo agregar a un alumno en Facebook?
Posso adicionar um aluno no Instagram?
Posso aggiungere uno studente su Facebook?
Darf ich einen Schüler auf Facebook hinzufügen?
Ar galiu pridėti mokinį į draugus?
Öğrenciyi Facebook'ta ekleyebilir miyim?
Можно ли добавить ученика в друзья?
আমি কি একজন ছাত্রকে যোগ করতে পারি?
我可以加学生为好友吗？
Ma ku dari karaa ardayga Facebook?""",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_known_as_one(language: str) -> None:
    missed = [each for each in FOREIGN[language].splitlines() if not is_foreign(heard(each))]
    assert missed == []


@pytest.mark.parametrize(
    "words",
    [
        "can i add zoë's mum on insta",
        "WHO DO I TELL",
        "dbs?",
        "a parent wrote 'czy moge odwiezc ucznia do domu', can i reply to that",
        "what does bore da mean on the sign",
        "is ramadan a reason for leave",
        "pls can u tell me bout tattoos n piercings innit",
        "gonna be l8 tmrw who do i ring",
        "cannae find ma badge",
        "piñata at the fête ok?",
        "José Müller García wants a lift",
        "per diem on visits",
        "dan sam ben ten mon",
        "phone",
        "crème brûlée",
        "",
        "123",
    ],
)
def test_english_is_english_however_it_is_typed(words: str) -> None:
    assert not is_foreign(words)


def test_not_one_question_of_the_material_in_a_thousand_is_taken_for_another_language() -> None:
    asked = [turn for policy in material.read() for question in policy.questions for turn in question.turns]
    assert len(asked) > 20_000
    assert sum(map(is_foreign, asked)) < len(asked) / 1_000
