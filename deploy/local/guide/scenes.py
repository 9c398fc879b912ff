"""The story in its order: what happens on a day, and the pictures taken then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from playwright.async_api import Page

from deploy.local.bots_chapter import AHEAD, MEMBERS
from deploy.local.bots_office import DIRECTOR, OFFICER, sign
from deploy.local.demo.cast import EXPERTS
from deploy.local.demo.days import WARSAW
from deploy.local.demo.mail import PDF
from deploy.local.guide.camera import Shot
from deploy.local.guide.story import ALICJA, ASKED, HERS, OPENS, SAMPLES, TOO_YOUNG, Story
from deploy.local.travel import OPERATOR

OTHERS: Final = (2, 3, 9, 10)
"""Who else applies, by the numbers of the samples."""

_UNTIL_RENEWAL: Final = datetime(2028, 12, 11, 10, tzinfo=WARSAW)
_WORDS: Final = "Kuchnia ma dobre oceny sanepidu, a szkoła i biblioteka zamawiają tu od lat."


@dataclass(frozen=True)
class Scene:
    """A moment of the story.

    Attributes:
        at: When it is (business time).
        play: What happens first.
        shots: What is looked at then.
    """

    at: datetime
    play: Callable[[Story], Awaitable[None]]
    shots: tuple[Shot, ...]


def day(days: int) -> datetime:
    """One hour after the opening, so many days later."""
    return OPENS + timedelta(days=days, hours=1)


async def announced(story: Story) -> None:
    """The call is open; Alicja has begun her application and asks for a link to go on."""
    await story.begin()
    form = HERS.form
    await story.draft(
        HERS,
        economy={**form["economy"], "own": None},
        declarations={"truth": False, "rules": False, "rodo": False},
    )
    await story.link(ALICJA)


async def sent(story: Story) -> None:
    """Everybody has sent their applications in; hers came first."""
    await story.finish(HERS)
    for no in (HERS.no, ASKED.no, TOO_YOUNG.no, *OTHERS):
        await story.send(SAMPLES[no])


async def checked(story: Story) -> None:
    """The office has decided all but two."""
    await story.checked(left=OTHERS[-2:])


async def corrected(story: Story) -> None:
    """The foundation has corrected; the experts have tasks."""
    case = story.made[f"no{ASKED.no}"]
    await story.znak.intake.correct(ASKED.person, case, ASKED.correction or {})
    await story.checked(left=())
    await story.rest()
    await story.task_of(EXPERTS[0])


async def called(story: Story) -> None:
    """The experts are done; the office has called a sitting."""
    await story.scored()
    await story.rest()
    await story.called(AHEAD)


async def opened(story: Story) -> None:
    """The chair has opened it, and one case is voted on."""
    await story.opened()


async def closed(story: Story) -> None:
    """The chapter has voted; the director has what to confirm."""
    await story.voted()
    await story.closed()


async def confirmed(story: Story) -> None:
    """The director has confirmed; the agreements are drawn up."""
    await story.confirmed()
    await story.licensed()


async def signed(story: Story) -> None:
    """The office has the signed agreements."""
    await sign(story.znak)


async def nothing(_: Story) -> None:
    """Time has passed."""


async def type_card(page: Page) -> None:
    """Opens the card and begins to fill it in."""
    await page.get_by_role("button", name="Nie mam konfliktu").click()
    await page.get_by_label("Punkty").first.fill("26")
    await page.get_by_label("Uzasadnienie").first.fill(_WORDS)
    await page.get_by_text("Zapisano o").wait_for()


async def give_back(page: Page) -> None:
    """Closes the card again."""
    await page.get_by_role("button", name="Oddaj zadanie na swoją listę").click()
    await page.get_by_role("heading", name="Twoje zadania").wait_for()


async def type_activity(page: Page) -> None:
    """Changes a word and waits until it is saved."""
    field = page.get_by_label("Kogo wspieracie")
    await field.fill(await field.input_value() + " Uczymy też osoby młode.")
    await page.locator("#zapis").get_by_text("Zapisano o").wait_for()


async def attach(page: Page) -> None:
    """Adds the statement."""
    await page.get_by_label("Plik", exact=True).set_input_files(
        {"name": "sprawozdanie-2027.pdf", "mimeType": "application/pdf", "buffer": PDF * 900}
    )
    await page.get_by_role("button", name="Dodaj plik").click()
    await page.get_by_role("link", name="sprawozdanie-2027.pdf").wait_for()


async def unfold_conflict(page: Page) -> None:
    """Opens the part for who steps down."""
    await page.get_by_text("Mam konflikt – wyłączam się").click()


_LICENCE: Final = "/licencje/{licence}"
_CASE: Final = f"/sprawy/{{no{ASKED.no}}}"

SCENES: Final = (
    Scene(
        day(1),
        announced,
        (
            Shot("start", "/", tall=640),
            Shot("nabor", "/nabory/{call}", ALICJA, tall=900),
            Shot("logowanie", "/logowanie", tall=500),
            Shot("wiadomosc", "{mail}", phone=True, tall=600),
            Shot("wersja-robocza", "/wnioski/{no1}", ALICJA),
            Shot(
                "dzialalnosc",
                "/wnioski/{no1}/dzialalnosc",
                ALICJA,
                type_activity,
                phone=True,
                tall=1000,
            ),
            Shot("zalaczniki", "/wnioski/{no1}/zalaczniki", ALICJA, attach, tall=800),
        ),
    ),
    Scene(
        day(2),
        sent,
        (
            Shot("droga-wniosku", "/wnioski/{no1}", ALICJA),
            Shot("pulpit", "/pulpit", OFFICER, tall=860),
            Shot("wnioski-urzad", "/pulpit/wnioski?stan=formal_check", OFFICER, tall=1000),
            Shot("ocena-formalna", f"{_CASE}/ocena", OFFICER, tall=1000),
        ),
    ),
    Scene(
        day(3),
        checked,
        (
            Shot("uzupelnienie", f"/wnioski/{{no{ASKED.no}}}/uzupelnienie", ASKED.person),
            Shot("sprawa", _CASE, OFFICER, tall=990),
            Shot("odwolanie", f"/wnioski/{{no{TOO_YOUNG.no}}}/odwolanie", TOO_YOUNG.person),
        ),
    ),
    Scene(
        day(8),
        corrected,
        (
            Shot("zadania", "/zadania", EXPERTS[0], tall=800),
            Shot("oswiadczenie", "/zadania/{task}", EXPERTS[0], unfold_conflict, tall=1000),
            Shot("karta", "/zadania/{task}", EXPERTS[0], type_card, give_back, tall=1100),
        ),
    ),
    Scene(day(11), called, ()),
    Scene(
        day(21),
        opened,
        (
            Shot("posiedzenie", "/posiedzenia/{sitting}", MEMBERS[1]),
            Shot("glosowanie", "/posiedzenia/{sitting}/sprawy/{no1}", MEMBERS[1], tall=1000),
        ),
    ),
    Scene(
        day(21) + timedelta(hours=2),
        closed,
        (Shot("decyzje", "/posiedzenia/decyzje", DIRECTOR),),
    ),
    Scene(
        day(22),
        confirmed,
        (Shot("umowa", _LICENCE, ALICJA, tall=760),),
    ),
    Scene(
        day(28),
        signed,
        (
            Shot("licencja", _LICENCE, ALICJA, tall=900),
            Shot("rejestr", "/rejestr", tall=900),
            Shot("prawda", "/sprawdz?numer={licence}", phone=True, tall=760),
            Shot("system", "/system", OPERATOR, tall=920),
        ),
    ),
    Scene(
        _UNTIL_RENEWAL,
        nothing,
        (
            Shot("przedluzenie", _LICENCE, ALICJA, tall=620),
            Shot("wykresy", "/pulpit/obrazy", DIRECTOR, tall=700),
        ),
    ),
)

SHOTS: Final = tuple(shot for scene in SCENES for shot in scene.shots)
"""Every picture of the guide."""
