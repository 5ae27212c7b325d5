import pytest

from service.http.keys import read_keys


def test_prints_a_key_once_and_keeps_its_hash(isogloss, tmp_path):
    result = isogloss("key", tmp_path / "keys", "team")
    assert result.exit_code == 0 and result.stderr == ""
    secret = result.stdout.strip()
    assert secret and secret not in (tmp_path / "keys").read_text()
    [key] = read_keys(tmp_path / "keys")
    assert (key.name, key.scope) == ("team", "read")


def test_an_admin_key_may_more(isogloss, tmp_path):
    isogloss("key", tmp_path / "keys", "team")
    isogloss("key", tmp_path / "keys", "boss", "--admin")
    assert [key.scope for key in read_keys(tmp_path / "keys")] == ["read", "admin"]


def test_a_name_twice_is_refused(isogloss, fails, tmp_path):
    isogloss("key", tmp_path / "keys", "team")
    assert "already has a key named team" in fails("key", tmp_path / "keys", "team")


@pytest.mark.parametrize("name", ["", "two words", "a\nb", "x" * 65, "é/"])
def test_a_name_that_would_break_the_file_is_wrong_usage(isogloss, tmp_path, name):
    assert isogloss("key", tmp_path / "keys", name).exit_code == 2
    assert not (tmp_path / "keys").exists()


def test_another_file_is_left_alone(fails, tmp_path):
    (tmp_path / "notes").write_text("no keys\n")
    assert "line 1: expected" in fails("key", tmp_path / "notes", "team")
    assert (tmp_path / "notes").read_text() == "no keys\n"


def test_a_folder_that_is_not_there_is_told(fails, tmp_path):
    assert "No such file" in fails("key", tmp_path / "none" / "keys", "team")
