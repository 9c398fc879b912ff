"""What the floor says is what Znak says, so that both carry messages of the same size."""

from __future__ import annotations

import json

from bench import samples
from bench.floor.intake import materials
from services.intake.domain.form import Form, items_of, materials_of


def test_an_acceptance_carries_the_same_materials() -> None:
    typed = Form.model_validate(samples.application(7))
    said = materials_of(typed, items_of(typed, "application-7", ()))

    assert said is not None
    form = typed.model_dump(mode="json", by_alias=True)
    assert materials(form, "application-7") == json.loads(said.model_dump_json())
