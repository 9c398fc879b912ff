from stdnum.pl import nip, regon

from bench import samples

MANY = range(3000)


def test_every_applicant_has_valid_numbers_of_its_own() -> None:
    nips = {samples.nip(no) for no in MANY}
    regons = {samples.regon(no) for no in MANY}

    assert all(map(nip.is_valid, nips))
    assert all(map(regon.is_valid, regons))
    assert (len(nips), len(regons)) == (len(MANY), len(MANY))


def test_a_card_scores_every_criterion_of_every_item() -> None:
    claimed = {
        "application": {"items": [{"id": "a-1"}, {"id": "a-2"}]},
        "criteria": [{"code": "quality", "max": 30}, {"code": "reputation", "max": 15}],
    }

    card = samples.card("token", claimed)

    points = [[(s["criterion"], s["points"]) for s in item["scores"]] for item in card["items"]]
    assert points == [[("quality", 27), ("reputation", 13)]] * 2
