import pytest

from embeddings.errors import IsoglossError
from embeddings.extras import optional


def test_an_installed_library_is_imported():
    with optional("this test", "json", "none"):
        import json
    assert json.loads("1") == 1


@pytest.mark.parametrize(("instead", "end"), [("", ""), ("or do without", ", or do without")])
def test_a_missing_library_is_an_error_with_an_install_command(instead, end):
    with pytest.raises(IsoglossError) as caught, optional("A map", "gone", "viz", instead):
        import gone_with_the_wind  # noqa: F401
    assert str(caught.value) == (
        f"A map needs gone; install it with: pip install 'isogloss[viz]'{end}"
    )


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError), optional("A map", "gone", "viz"):
        1 / 0  # noqa: B018
