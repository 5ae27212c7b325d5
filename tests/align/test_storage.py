import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from align.errors import DamagedModel
from align.manifest import MANIFEST
from align.storage import describe, open_model, save
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords

PARTS = ("vectors", "penalty", "candidates", "scores", "probabilities")
FILES = (
    "maps.npz",
    *(f"{side}.{part}.npy" for side in ("source", "target") for part in PARTS),
    "source.words.txt",
    "target.words.txt",
)


@pytest.fixture
def folder(small_model, tmp_path):
    """Return the folder of a saved model."""
    save(small_model, tmp_path / "model")
    return tmp_path / "model"


def arrays(side):
    table = side.table
    return side.vectors, side.penalty, table.rows, table.scores, table.probabilities


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def change_manifest(folder, change):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def damage(folder):
    """Return the text of the error that opening `folder` ends in."""
    with pytest.raises(DamagedModel) as caught:
        open_model(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("side", ["source", "target"])
def test_arrays_come_back_by_value_and_type(small_model, folder, side):
    saved, opened = (arrays(getattr(model, side)) for model in (small_model, open_model(folder)))
    for before, after in zip(saved, opened, strict=True):
        np.testing.assert_array_equal(after, before)
        assert after.dtype == before.dtype


def test_words_come_back_however_they_are_written(small_model, folder):
    opened = open_model(folder)
    assert opened.source.words == small_model.source.words
    assert opened.target.words == small_model.target.words


def test_everything_else_comes_back(small_model, folder):
    # The manifest is JSON, where a tuple of settings is a list.
    opened = json.loads(json.dumps(describe(open_model(folder))))
    assert opened == json.loads(json.dumps(describe(small_model)))


def test_the_verdict_comes_back(small_model, folder):
    assert open_model(folder).alignment.verdict == small_model.alignment.verdict


def test_an_opened_model_maps_new_words_as_the_saved_one(small_model, folder, planted):
    opened = open_model(folder).alignment
    for side in ("map_source", "map_target"):
        np.testing.assert_array_equal(
            getattr(opened, side)(planted.source.vectors),
            getattr(small_model.alignment, side)(planted.source.vectors),
        )


def test_a_model_without_centring_comes_back(spaces_as_they_are, tmp_path):
    model = spaces_as_they_are("ab", np.eye(2), "xy", np.eye(2))
    save(model, tmp_path / "model")
    normalization = open_model(tmp_path / "model").alignment.source_normalization
    assert (normalization.steps, normalization.means) == ((), ())


@pytest.mark.parametrize("side", ["source", "target"])
def test_arrays_are_mapped_into_memory(folder, side):
    assert all(isinstance(array, np.memmap) for array in arrays(getattr(open_model(folder), side)))


def test_a_model_is_the_files_that_the_module_names(folder):
    assert {file.name for file in folder.iterdir()} == {MANIFEST, *FILES}


def test_no_array_needs_pickle(folder):
    for file in folder.glob("*.np[yz]"):
        loaded = np.load(file, allow_pickle=False)
        members = loaded.values() if file.suffix == ".npz" else [loaded]
        assert all(array.dtype.kind in "fi" for array in members)


def test_saving_twice_gives_the_same_bytes(small_model, folder, tmp_path):
    save(small_model, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_saving_what_was_opened_gives_the_same_bytes(folder, tmp_path):
    save(open_model(folder), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_no_file_knows_when_it_was_written(folder):
    # Saving twice within the two seconds of a zip's clock would not show it.
    with zipfile.ZipFile(folder / "maps.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_and_its_file_named(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert f"{name}: its checksum" in damage(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_found_and_named(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1])
    assert f"{name}: {len(content) - 1} bytes, {len(content)} expected" in damage(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found_and_named(folder, name):
    (folder / name).unlink()
    assert f"{name}: the file is missing" in damage(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_missing_from_the_manifest_is_found_and_named(folder, name):
    change_manifest(folder, lambda manifest: manifest["files"].pop(name))
    assert name in damage(folder)


def test_a_manifest_of_another_version_is_refused(folder):
    change_manifest(folder, lambda manifest: manifest.update(version=2))
    assert f"{MANIFEST}: version 2, but 1 is known; update" in damage(folder)


def test_a_manifest_of_another_format_is_refused(folder):
    change_manifest(folder, lambda manifest: manifest.update(format="other"))
    assert f"{MANIFEST}: its format is not 'isogloss-model'" in damage(folder)


@pytest.mark.parametrize("text", [b"{", b"", b"\xff\xfe", b"format: isogloss-model"])
def test_a_manifest_that_is_not_json_is_refused(folder, text):
    (folder / MANIFEST).write_bytes(text)
    assert f"{MANIFEST}: not JSON" in damage(folder)


@pytest.mark.parametrize("text", [b"[]", b"3", b"null", b"{}"])
def test_a_manifest_of_another_shape_is_refused(folder, text):
    (folder / MANIFEST).write_bytes(text)
    assert f"{MANIFEST}: its format" in damage(folder)


@pytest.mark.parametrize("key", ["source", "target", "normalization", "verdict", "files"])
@pytest.mark.parametrize("value", [None, [], {}, 3])
def test_a_manifest_with_a_part_of_another_kind_is_refused(folder, key, value):
    change_manifest(folder, lambda manifest: manifest.update({key: value}))
    assert MANIFEST in damage(folder)


def test_a_file_listed_without_its_size_is_refused(folder):
    change_manifest(folder, lambda manifest: manifest["files"].update({"maps.npz": None}))
    assert MANIFEST in damage(folder)


def test_a_file_outside_of_the_folder_is_refused(folder):
    about = {"bytes": 1, "sha256": ""}
    (folder.parent / "outside").write_bytes(b"x")
    change_manifest(folder, lambda manifest: manifest["files"].update({"../outside": about}))
    assert "outside: the file is missing" in damage(folder)


@pytest.mark.parametrize("key", ["words", "candidates"])
def test_a_manifest_that_does_not_fit_its_files_is_refused(folder, key):
    change_manifest(folder, lambda manifest: manifest["source"].update({key: 7}))
    assert f"{MANIFEST}: does not fit its files" in damage(folder)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    assert "nowhere: not a model: it has no manifest.json" in damage(tmp_path / "nowhere")


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    assert "file: not a model" in damage(tmp_path / "file")


def test_a_folder_of_something_else_is_refused(tmp_path):
    assert "not a model" in damage(tmp_path)


def test_saving_replaces_an_older_model_whole(folder, spaces_as_they_are):
    (folder / "stray").write_bytes(b"x")
    save(spaces_as_they_are("ab", np.eye(2), "xy", np.eye(2)), folder)
    assert open_model(folder).source.words == ("a", "b")
    assert not (folder / "stray").exists()


def test_a_model_may_be_saved_over_the_files_it_is_mapped_from(folder):
    before = contents(folder)
    save(open_model(folder), folder)
    assert contents(folder) == before


@pytest.fixture
def full_disk(monkeypatch):
    """Let the third array that is saved fail, as on a full disk."""
    real, saved = np.save, []

    def fail(*arguments, **options):
        saved.append(arguments)
        if len(saved) == 3:
            raise OSError(28, "No space left on device")
        real(*arguments, **options)

    monkeypatch.setattr(np, "save", fail)


@pytest.mark.usefixtures("full_disk")
def test_a_failure_halfway_leaves_nothing(small_model, tmp_path):
    with pytest.raises(OSError, match="No space"):
        save(small_model, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_halfway_leaves_the_older_model(small_model, folder, request):
    before = contents(folder)
    request.getfixturevalue("full_disk")
    with pytest.raises(OSError, match="No space"):
        save(small_model, folder)
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]


@pytest.fixture
def folder_with_subwords(small_model, tmp_path):
    d = small_model.source.vectors.shape[1]
    rng = np.random.default_rng(0)
    flattening = Flattening(rng.random(d, dtype=np.float32), rng.random((d, d), dtype=np.float32))
    kept = np.array([1, 4], dtype=np.int32)
    subwords = Subwords(kept, rng.random((2, d)).astype(np.float16), 9, 3, 6, flattening)
    source = replace(small_model.source, subwords=subwords)
    save(replace(small_model, source=source), tmp_path / "subwords")
    return tmp_path / "subwords", subwords


def test_subwords_come_back_on_the_side_that_has_them(folder_with_subwords):
    folder, before = folder_with_subwords
    opened = open_model(folder)
    after = opened.source.subwords
    assert opened.target.subwords is None
    assert after.numbers == before.numbers
    assert isinstance(after.vectors, np.memmap)
    for name in ("kept", "vectors"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    np.testing.assert_array_equal(after.flattening.axes, before.flattening.axes)


@pytest.mark.parametrize("name", ["source.grams.npy", "source.subwords.npz"])
def test_subwords_that_the_manifest_does_not_list_are_refused(folder_with_subwords, name):
    folder, _ = folder_with_subwords
    change_manifest(folder, lambda manifest: manifest["files"].pop(name))
    assert f"does not list {name}" in damage(folder)


def test_subwords_that_do_not_fit_are_refused(folder_with_subwords):
    folder, _ = folder_with_subwords
    change_manifest(folder, lambda manifest: manifest["source"]["subwords"].update(buckets=0))
    assert "do not fit together" in damage(folder)
