import json
import mmap
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.model.load import open_model
from align.model.manifest import MANIFEST, read_manifest
from align.model.save import describe, files_of, save, save_shared
from embeddings.errors import IsoglossError


def _is_mapped(array):
    """Return whether the bytes of an array are those of a file."""
    while array is not None and not isinstance(array, mmap.mmap):
        array = getattr(array, "base", None)
    return array is not None


def arrays(side):
    table = side.table
    return side.penalized, table.rows, table.scores, table.probabilities


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


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
    opened = json.loads(json.dumps(describe(open_model(folder)).to_json()))
    assert opened == json.loads(json.dumps(describe(small_model).to_json()))


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
    assert all(_is_mapped(array) for array in arrays(getattr(open_model(folder), side)))


@pytest.mark.parametrize("kind", ["folder", "folder_with_subwords", "fast_folder"])
def test_a_model_is_the_files_that_its_manifest_promises(request, kind):
    folder = request.getfixturevalue(kind)
    manifest = read_manifest(folder)
    assert {file.name for file in folder.iterdir()} == {MANIFEST, *files_of(manifest)}
    assert manifest.files.keys() == set(files_of(manifest))


def test_vectors_lie_with_their_penalty(folder, small_model):
    for name in ("source", "target"):
        stored = np.load(folder / f"{name}.vectors.npy", allow_pickle=False)
        side = getattr(small_model, name)
        np.testing.assert_array_equal(stored[:, :-1], side.vectors)
        np.testing.assert_array_equal(stored[:, -1], side.penalty)


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


def test_subwords_come_back_on_the_side_that_has_them(folder_with_subwords, subwords):
    opened = open_model(folder_with_subwords)
    after = opened.source.subwords
    assert opened.target.subwords is None
    assert after.numbers == subwords.numbers
    assert _is_mapped(after.vectors)
    for name in ("kept", "vectors"):
        np.testing.assert_array_equal(getattr(after, name), getattr(subwords, name))
    np.testing.assert_array_equal(after.flattening.axes, subwords.flattening.axes)


def test_a_fast_index_comes_back_and_answers_as_it_did(fast_model, fast_folder):
    opened = open_model(fast_folder)
    assert opened.source.quantized is None
    before, after = (model.target.quantized for model in (fast_model, opened))
    assert (after.k_factor, after.recall) == (before.k_factor, before.recall)
    for name in ("centroids", "codes"):
        stored = getattr(after.codes, name)
        assert _is_mapped(stored)
        np.testing.assert_array_equal(stored, getattr(before.codes, name))
    queries = fast_model.target.penalized[:50]
    for actual, expected in zip(
        opened.target.index.search(queries, 10),
        fast_model.target.index.search(queries, 10),
        strict=True,
    ):
        np.testing.assert_array_equal(actual, expected)


def test_the_manifest_says_how_good_a_fast_index_is(fast_model):
    about = describe(fast_model)
    assert about.source.index == {"kind": "exact"}
    quantized = fast_model.target.quantized
    expected = {"kind": "fast", "k_factor": quantized.k_factor, "recall": quantized.recall}
    assert about.target.index == expected
    assert quantized.recall >= 0.999


@pytest.mark.parametrize("kind", ["folder_with_subwords", "fast_folder"])
def test_saving_what_was_opened_gives_the_same_bytes_with_all_that_may_be_there(
    request, kind, tmp_path
):
    folder = request.getfixturevalue(kind)
    save(open_model(folder), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_models_of_one_space_are_linked(small_model, tmp_path):
    save_shared([small_model, replace(small_model, target=small_model.source)], tmp_path / "all")
    own = small_model.source.language
    folders = [tmp_path / "all" / f"{own}-{other}" for other in (small_model.target.language, own)]
    for file in ("vectors.npy", "words.txt"):
        assert (folders[0] / f"source.{file}").samefile(folders[1] / f"target.{file}")
    for folder in folders:
        assert open_model(folder).source.words == small_model.source.words


def test_where_there_are_no_links_they_are_copied(small_model, tmp_path, monkeypatch):
    def refuse(*args):
        raise OSError("Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    save_shared([small_model, replace(small_model, target=small_model.source)], tmp_path / "all")
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    opened = [open_model(tmp_path / "all" / name) for name in names]
    np.testing.assert_array_equal(*(model.source.vectors for model in opened))


def test_a_folder_of_models_is_replaced_and_nothing_else(small_model, tmp_path):
    save_shared([small_model], tmp_path / "all")
    save_shared([small_model], tmp_path / "all")
    (tmp_path / "all" / "notes.txt").write_text("mine")
    with pytest.raises(IsoglossError, match="notes.txt in it is not a model of a shared space"):
        save_shared([small_model], tmp_path / "all")
    assert (tmp_path / "all" / "notes.txt").read_text() == "mine"


def test_a_folder_of_models_that_were_aligned_one_by_one_is_kept(small_model, tmp_path):
    (tmp_path / "all").mkdir()
    save(small_model, tmp_path / "all" / "mine")
    with pytest.raises(IsoglossError, match="mine in it is not a model of a shared space"):
        save_shared([small_model], tmp_path / "all")
    assert [path.name for path in (tmp_path / "all").iterdir()] == ["mine"]


def test_a_file_is_no_place_for_models(small_model, tmp_path):
    (tmp_path / "all").write_text("mine")
    with pytest.raises(IsoglossError, match="not a model of a shared space"):
        save_shared([small_model], tmp_path / "all")
