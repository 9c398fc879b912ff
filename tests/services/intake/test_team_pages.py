"""The pages of teams, without a script: from the first member to the last."""

from __future__ import annotations

import pytest

from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

JANS = "jan@znak.example"


def reader(office: Office, person: str) -> Reader:
    found = Reader(office.app)
    found.sign_in(office.key, "applicant", person)
    return found


@pytest.fixture
def anna(office: Office) -> Reader:
    return reader(office, "anna")


async def a_team(anna: Reader, email: str = JANS) -> str:
    """Anna's, with somebody invited: the path of its page."""
    place = (await anna.send("/zespoly", name="Bochen")).headers["location"]
    assert (await anna.send(f"{place}/zaproszenia", email=email)).status_code == 303
    return str(place)


async def test_an_application_is_given_to_ones_own_team_for_good(
    office: Office, anna: Reader
) -> None:
    application = (await office.apply(await office.call(), submit=False))["id"]
    page = f"/wnioski/{application}"
    assert f'href="{page}/zespol"' in (await anna.open(page)).text
    assert "Nie masz jeszcze zespołu." in words(await anna.open(f"{page}/zespol"))
    place = await a_team(anna)
    team, jan = place.rpartition("/")[2], reader(office, "jan")
    assert "Tego nie da się cofnąć." in words(await anna.open(f"{page}/zespol"))
    wrong = await anna.send(f"{page}/zespol")
    assert (wrong.status_code, 'href="#team"' in wrong.text) == (422, True)
    assert (await jan.send(f"{page}/zespol", team=team)).status_code == 403

    for _ in range(2):
        given = await anna.send(f"{page}/zespol", key="once", team=team)
        assert (given.status_code, given.headers["location"]) == (303, page)
    assert (await office.application(application)).team == team
    await jan.send(f"{place}/dolaczenie")
    assert f'href="{place}"' in (await jan.open(page)).text
    assert "prowadzi już zespół" in words(await jan.open(f"{page}/zespol"))
    other = (await anna.send("/zespoly", name="Inny")).headers["location"].rpartition("/")[2]
    again = await anna.send(f"{page}/zespol", team=other)
    assert (again.status_code, "należy już do zespołu" in words(again)) == (409, True)


async def test_whoever_acts_in_an_application_says_where_to_write(
    office: Office, anna: Reader
) -> None:
    application = (await office.apply(await office.call()))["id"]
    page, asked = f"/wnioski/{application}", f"/sprawy/{application}/kontakt"
    assert f'href="{asked}"' in (await anna.open(page)).text
    shown = await anna.open(asked)
    assert (f'href="{page}"' in shown.text, "Pulpit" in shown.text) == (True, False)
    to = {"contact__name": "Jan Kos", "contact__phone": "+48 81 123 45 67"}
    wrong = await anna.send(asked, **to, contact__email="jan")
    assert (wrong.status_code, 'href="#contact.email"' in wrong.text) == (422, True)
    jan = await reader(office, "jan").send(asked, **to, contact__email="jan@x.example")
    assert jan.status_code == 403
    done = await anna.send(asked, **to, contact__email="jan@x.example")
    assert (done.status_code, done.headers["location"]) == (303, page)
    contact = (await office.application(application)).contact()
    assert (contact.name, contact.email) == ("Jan Kos", "jan@x.example")


async def test_a_team_is_begun_once_and_needs_a_name(anna: Reader) -> None:
    wrong = await anna.send("/zespoly", name=" ")
    assert (wrong.status_code, 'href="#name"' in wrong.text) == (422, True)
    places = {
        (await anna.send("/zespoly", key="k", name="Bochen")).headers["location"] for _ in range(2)
    }
    assert len(places) == 1
    listed = await anna.open("/zespoly")
    assert f'href="{places.pop()}"' in listed.text


async def test_whoever_is_invited_comes_in_by_the_path_of_the_mail(
    office: Office, anna: Reader
) -> None:
    place = await a_team(anna)
    jan = reader(office, "jan")
    assert f'href="{place}"' in (await jan.open("/zespoly")).text
    invitation = words(await jan.open(place))
    assert "Zaproszenie do zespołu Bochen" in invitation
    assert "anna@znak.example" not in invitation
    joined = await jan.follow(await jan.send(f"{place}/dolaczenie"))
    assert "Jesteś w zespole." in words(joined)
    assert "anna@znak.example" in words(joined)


async def test_whoever_says_no_is_not_asked_again(office: Office, anna: Reader) -> None:
    place = await a_team(anna)
    jan = reader(office, "jan")
    declined = await jan.follow(await jan.send(f"{place}/odmowa"))
    assert "Zaproszenie odrzucone." in words(declined)
    assert (await jan.open(place)).status_code == 403
    assert JANS not in words(await anna.open(place))
    assert (await jan.send(f"{place}/dolaczenie")).status_code == 403


async def test_a_wrong_address_is_named_and_an_invitation_taken_back(anna: Reader) -> None:
    place = await a_team(anna)
    wrong = await anna.send(f"{place}/zaproszenia", email="jan")
    assert (wrong.status_code, 'href="#email"' in wrong.text) == (422, True)
    page = (await anna.open(place)).text
    path = page.partition('/wycofanie"')[0].rpartition('"')[2] + "/wycofanie"
    assert (await anna.send(path)).status_code == 303
    assert JANS not in words(await anna.open(place))


async def test_a_member_leaves_or_is_taken_out_and_the_last_one_stays(
    office: Office, anna: Reader
) -> None:
    place = await a_team(anna)
    jan = reader(office, "jan")
    await jan.send(f"{place}/dolaczenie")
    left = await anna.send(f"{place}/osoby/anna/usuniecie")
    assert left.headers["location"] == "/zespoly"
    assert (await anna.open(place)).status_code == 403
    last = await jan.send(f"{place}/osoby/jan/usuniecie")
    assert (last.status_code, "musi ktoś zostać" in words(last)) == (409, True)


async def test_a_stranger_learns_nothing_of_a_team(office: Office, anna: Reader) -> None:
    place = await a_team(anna)
    ewa = reader(office, "ewa")
    asked = [
        await ewa.open(place),
        await ewa.send(f"{place}/zaproszenia", email="ewa@znak.example"),
        await ewa.send(f"{place}/osoby/anna/usuniecie"),
        await ewa.send(f"{place}/dolaczenie"),
    ]
    assert [each.status_code for each in asked] == [403] * len(asked)
    assert (await ewa.open("/zespoly/nie-ma")).status_code == 404
