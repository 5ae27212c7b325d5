from typing import get_args, get_type_hints

import pytest

from embeddings import Reading, TokenRules
from service.cli import text_options


@pytest.mark.parametrize(
    ("option", "settings", "field"),
    [
        ("tokens", TokenRules, "kind"),
        ("numbers", TokenRules, "numbers"),
        ("bad_bytes", Reading, "bad_bytes"),
    ],
)
def test_every_way_to_read_text_can_be_asked_for(option, settings, field):
    parameters = text_options.text(lambda: None).__click_params__
    parameter = {each.name: each for each in parameters}[option]
    assert tuple(parameter.type.choices) == get_args(get_type_hints(settings)[field])
    assert parameter.default == getattr(settings(), field)
