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
