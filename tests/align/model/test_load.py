"""Damaged and malicious folders are refused; the message names the file and the reason."""

import io
import json
import shutil
import tracemalloc
import zipfile

import numpy as np
import pytest

from align.errors import DamagedModel
from align.model.integrity import list_files
from align.model.load import Opener, open_model
from align.model.manifest import MANIFEST

PARTS = ("vectors", "candidates", "scores", "probabilities")
FILES = (
    "maps.npz",
    *(f"{side}.{part}.npy" for side in ("source", "target") for part in PARTS),
    "source.words.txt",
    "target.words.txt",
)


def change_manifest(folder, change):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def forge(folder, name, content):
    """Write `content` to a file of the model, and list it in the manifest."""
    (folder / name).write_bytes(content)
    files = {file: about for file, about in list_files(folder).items() if file != MANIFEST}
    change_manifest(folder, lambda manifest: manifest.update(files=files))


def forge_array(folder, name, change):
    """Let `change` alter an array of the model, and list the result in the manifest."""
    array = np.load(folder / name, allow_pickle=False)
    stream = io.BytesIO()
    np.save(stream, change(array), allow_pickle=True)
    forge(folder, name, stream.getvalue())


def changed(array, place, value):
    result = array.copy()
    result[place] = value
    return result


def header(text, version=b"\x01\x00"):
    """Return a .npy header that contains `text`, followed by a few bytes."""
    length = len(text).to_bytes(2 if version[0] == 1 else 4, "little")
    return b"\x93NUMPY" + version + length + text + b"\0" * 64


def damage(folder):
    """Return the message of the error that opening `folder` raises."""
    with pytest.raises(DamagedModel) as caught:
        open_model(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


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
    assert f"{name}: {len(content) - 1} bytes; expected {len(content)}" in damage(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found_and_named(folder, name):
    (folder / name).unlink()
    assert f"{name}: the file is missing" in damage(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_missing_from_the_manifest_is_found_and_named(folder, name):
    change_manifest(folder, lambda manifest: manifest["files"].pop(name))
    assert name in damage(folder)


@pytest.mark.parametrize(
    ("version", "remedy"),
    [
        (1, "the model is older; align the spaces again"),
        (3, "update isogloss"),
        ("2", "update isogloss"),
        (None, "update isogloss"),
    ],
)
def test_a_manifest_of_another_version_is_refused_with_what_to_do(folder, version, remedy):
    change_manifest(folder, lambda manifest: manifest.update(version=version))
    assert damage(folder).endswith(f"{MANIFEST}: version {version!r}; expected 2; {remedy}")


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
    assert "lists '../outside', not a file of a model" in damage(folder)


@pytest.mark.parametrize(
    ("key", "file"), [("words", "source.words.txt"), ("candidates", "source.candidates.npy")]
)
def test_a_manifest_that_does_not_fit_its_files_is_refused(folder, key, file):
    change_manifest(folder, lambda manifest: manifest["source"].update({key: 7}))
    assert f"{file}: " in damage(folder)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    assert "nowhere: not a model: it has no manifest.json" in damage(tmp_path / "nowhere")


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    assert "file: not a model" in damage(tmp_path / "file")


def test_a_folder_of_something_else_is_refused(tmp_path):
    assert "not a model" in damage(tmp_path)


@pytest.mark.parametrize("name", ["source.grams.npy", "source.subwords.npz"])
def test_subwords_that_the_manifest_does_not_list_are_refused(folder_with_subwords, name):
    change_manifest(folder_with_subwords, lambda manifest: manifest["files"].pop(name))
    assert f"does not list {name}" in damage(folder_with_subwords)


@pytest.mark.parametrize("name", ["target.codes.npy", "target.centroids.npy"])
def test_codes_that_the_manifest_does_not_list_are_refused(fast_folder, name):
    change_manifest(fast_folder, lambda manifest: manifest["files"].pop(name))
    assert f"does not list {name}" in damage(fast_folder)


@pytest.mark.parametrize("name", ["target.codes.npy", "target.centroids.npy"])
def test_damaged_codes_are_found(fast_folder, name):
    content = bytearray((fast_folder / name).read_bytes())
    content[-1] ^= 1
    (fast_folder / name).write_bytes(content)
    assert f"{name}: its checksum" in damage(fast_folder)


@pytest.mark.parametrize("name", ["target.codes.npy", "target.centroids.npy"])
def test_codes_of_another_shape_are_refused(fast_folder, name):
    forge_array(fast_folder, name, lambda array: array[:-1])
    assert f"{name}: {name} is (" in damage(fast_folder)


def test_subwords_that_do_not_fit_are_refused(folder_with_subwords):
    change_manifest(
        folder_with_subwords, lambda manifest: manifest["source"]["subwords"].update(shortest=7)
    )
    assert "do not fit together" in damage(folder_with_subwords)


@pytest.mark.parametrize("name", ["buckets", "shortest", "longest", "grams"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "3", None, True, 10**30])
def test_subwords_by_numbers_that_are_none_are_refused(folder_with_subwords, name, value):
    change_manifest(
        folder_with_subwords, lambda manifest: manifest["source"]["subwords"].update({name: value})
    )
    if value == 10**30 and name in ("buckets", "longest"):
        open_model(folder_with_subwords)  # slow to look words up in, but no lie
    else:
        damage(folder_with_subwords)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../model/maps.npz", "a/b", "a\\b", "..", ".", "", "a\0b", "./maps.npz"]
)
def test_a_name_that_leads_elsewhere_is_refused(folder, name):
    about = {"bytes": 1, "sha256": ""}
    change_manifest(folder, lambda manifest: manifest["files"].update({name: about}))
    assert "not a file of a model" in damage(folder)


@pytest.mark.parametrize("value", [None, "12", 1.5, True, -1, 10**30, [], {}])
def test_a_size_that_is_none_is_refused(folder, value):
    change_manifest(folder, lambda manifest: manifest["files"]["maps.npz"].update(bytes=value))
    assert "maps.npz: " in damage(folder)


@pytest.mark.parametrize("value", [None, 3, [], {}, "", "0" * 64])
def test_a_checksum_that_is_none_is_refused(folder, value):
    change_manifest(folder, lambda manifest: manifest["files"]["maps.npz"].update(sha256=value))
    assert "maps.npz: its checksum" in damage(folder)


@pytest.mark.parametrize("value", ["null", "true", '"x"', "[]", "-1", "0", "NaN", "Infinity", "{}"])
@pytest.mark.parametrize("key", ["dimension", "sharpness", "source.words", "target.candidates"])
def test_numbers_that_are_none_are_refused(folder, key, value):
    def change(manifest):
        *parents, last = key.split(".")
        for parent in parents:
            manifest = manifest[parent]
        manifest[last] = json.loads(value)

    change_manifest(folder, change)
    assert f"{MANIFEST}: {key} is " in damage(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", {"label": "aligned", "advice": "", "evidence": {"gain": "high"}}),
        ("verdict", {"label": "aligned", "advice": "", "evidence": {"gain": float("nan")}}),
        ("verdict", {"label": "aligned", "advice": "", "evidence": {}}),
        ("verdict", {"label": ["aligned"], "advice": "", "evidence": {"gain": 2}}),
        ("normalization", {"source": ["unit", "rotate"], "target": []}),
        ("normalization", {"source": "unit", "target": []}),
        ("method", []),
        ("source", "en"),
    ],
)
def test_values_of_another_kind_are_refused(folder, key, value):
    change_manifest(folder, lambda manifest: manifest.update({key: value}))
    assert f"{MANIFEST}: {key}" in damage(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", ""),
        ("language", None),
        ("language", "en\r\nSet-Cookie: a"),
        ("provenance", "here"),
        ("subwords", 3),
        ("index", None),
        ("index", {"kind": "slow"}),
        ("index", {"kind": "fast"}),
        ("index", {"kind": "fast", "k_factor": 0, "recall": 1.0}),
        ("index", {"kind": "fast", "k_factor": 1e9, "recall": 1.0}),
        ("index", {"kind": "fast", "k_factor": 4, "recall": "good"}),
    ],
)
def test_a_side_of_another_kind_is_refused(folder, key, value):
    change_manifest(folder, lambda manifest: manifest["source"].update({key: value}))
    assert f"{MANIFEST}: source.{key} is " in damage(folder)


def test_a_manifest_that_is_nested_without_end_is_refused(folder):
    (folder / MANIFEST).write_text("[" * 100_000)
    assert f"{MANIFEST}: not JSON" in damage(folder)


def test_a_manifest_that_is_no_manifest_by_its_size_is_not_read(folder):
    with (folder / MANIFEST).open("wb") as stream:
        stream.truncate(1 << 40)  # takes no room on the disk
    assert "1,099,511,627,776 bytes" in damage(folder)


def test_dimensions_that_would_not_fit_into_memory_take_none(folder):
    change_manifest(folder, lambda manifest: manifest.update(dimension=10**9))
    tracemalloc.start()
    assert "expected" in damage(folder)
    assert tracemalloc.get_traced_memory()[1] < 10e6
    tracemalloc.stop()


HUGE = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 41), }\n"
WRAPPED = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }\n"


@pytest.mark.parametrize("text", [HUGE, WRAPPED])
@pytest.mark.parametrize("name", ["source.vectors.npy", "target.scores.npy"])
def test_a_header_that_promises_a_huge_array_takes_no_memory(folder, name, text):
    forge(folder, name, header(text))
    tracemalloc.start()
    assert f"{name}: {name} is (" in damage(folder)
    assert tracemalloc.get_traced_memory()[1] < 10e6
    tracemalloc.stop()


def test_a_header_that_is_right_over_data_that_are_missing_is_refused(folder):
    whole = (folder / "source.vectors.npy").read_bytes()
    forge(folder, "source.vectors.npy", whole[:200])
    assert "source.vectors.npy: 200 bytes, but (30, 41) of float32 takes" in damage(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"nothing of the kind",
        header(b"{'descr': '<f4', 'fortran_order': False}"),
        header(b"{'descr': '|O', 'fortran_order': False, 'shape': (30, 41), }"),
        header(b"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (30, 41), }"),
        header(b"{'descr': '<f8', 'fortran_order': False, 'shape': (30, 41), }"),
        header(b"{'descr': '>f4', 'fortran_order': False, 'shape': (30, 41), }"),
        header(b"{'descr': '<f4', 'fortran_order': True, 'shape': (30, 41), }"),
        header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (-30, 41), }"),
        header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (30, True), }"),
        header(b"__import__('os').abort()"),
        header(b"(" * 9_000),
        header(b"-" * 9_000 + b"1"),
        header(b"\xff\xfe"),
        header(HUGE, b"\x02\x00"),
        header(HUGE, b"\x07\x00"),
        b"PK\x03\x04" + bytes(100),
    ],
)
def test_what_is_no_array_of_the_kind_is_refused(folder, content):
    forge(folder, "source.vectors.npy", content)
    assert "source.vectors.npy: " in damage(folder)


def test_a_pickle_is_refused(folder):
    forge_array(folder, "source.scores.npy", lambda array: array.astype(object))
    assert "source.scores.npy: source.scores.npy is (30, 10) of object" in damage(folder)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("part", ["vectors", "scores", "probabilities"])
def test_numbers_in_arrays_that_are_none_are_refused(folder, part, value):
    name = f"target.{part}.npy"
    forge_array(folder, name, lambda array: changed(array, (-1, -1), value))
    assert f"{name}: no sound number" in damage(folder)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_half_precision_is_checked_too(folder_with_subwords, value):
    name = "source.grams.npy"
    forge_array(folder_with_subwords, name, lambda array: changed(array, (1, 3), value))
    assert f"{name}: no sound number" in damage(folder_with_subwords)


@pytest.mark.parametrize(("side", "row"), [("source", 25), ("target", 30), ("source", -1)])
def test_candidates_that_are_no_words_are_refused(folder, side, row):
    name = f"{side}.candidates.npy"
    forge_array(folder, name, lambda array: changed(array, (2, 5), row))
    assert f"{name}: rows " in damage(folder)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text + b"one more\n", "31 lines, 31 of them different; expected 30"),
        (lambda text: text.rstrip(b"\n"), "29 lines"),
        (lambda text: text.replace(b"s29\n", b"s28\n"), "30 lines, 29 of them different"),
        (lambda text: text.replace(b"s29\n", b"\xff29\n"), "not UTF-8"),
    ],
)
def test_words_that_are_not_those_promised_are_refused(folder, change, reason):
    text = (folder / "source.words.txt").read_bytes()
    forge(folder, "source.words.txt", change(text))
    message = damage(folder)
    assert "source.words.txt: " in message and reason in message


def archive(members, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return stream.getvalue()


def members(path):
    with zipfile.ZipFile(path) as stored:
        return {name: stored.read(name) for name in stored.namelist()}


def test_an_archive_that_unpacks_to_much_more_takes_no_memory(folder):
    bomb = members(folder / "maps.npz") | {"source_map.npy": bytes(200_000_000)}
    forge(folder, "maps.npz", archive(bomb, zipfile.ZIP_DEFLATED))
    tracemalloc.start()
    assert "maps.npz: source_map.npy has 200000000 bytes" in damage(folder)
    assert tracemalloc.get_traced_memory()[1] < 10e6
    tracemalloc.stop()


def test_a_member_that_promises_a_huge_array_is_refused(folder):
    forged = members(folder / "maps.npz")
    whole = forged["source_map.npy"]
    forged["source_map.npy"] = header(HUGE) + bytes(len(whole) - len(header(HUGE)))
    forge(folder, "maps.npz", archive(forged))
    assert "maps.npz: source_map.npy is (1000000000000, 41)" in damage(folder)


def test_a_member_that_is_missing_is_refused(folder):
    forged = members(folder / "maps.npz")
    del forged["target_means.npy"]
    forge(folder, "maps.npz", archive(forged))
    assert "target_means.npy" in damage(folder)


def test_a_map_without_sound_numbers_is_refused(folder):
    forged = members(folder / "maps.npz")
    forged["target_map.npy"] = forged["target_map.npy"][:-4] + np.float32(np.nan).tobytes()
    forge(folder, "maps.npz", archive(forged))
    assert "maps.npz: no sound number" in damage(folder)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), bytes(5_000)])
def test_what_is_no_archive_is_refused(folder, content):
    forge(folder, "maps.npz", content)
    assert "maps.npz: " in damage(folder)


def test_every_other_byte_of_a_forged_archive_is_refused_or_harmless(folder):
    """Whichever byte of the archive is changed, opening returns a model or raises one error."""
    whole = (folder / "maps.npz").read_bytes()
    places = [*range(80), *range(len(whole) - 400, len(whole), 3)]
    for place in places:
        forge(folder, "maps.npz", changed(np.frombuffer(whole, np.uint8), place, 255).tobytes())
        try:
            open_model(folder)
        except DamagedModel as error:
            assert "maps.npz" in str(error)


def test_what_two_models_have_in_common_is_read_once(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "other")
    opener = Opener()
    one, other = opener.open(folder), opener.open(tmp_path / "other")
    assert one.source.vocabulary is other.source.vocabulary
    assert one.target.penalized is other.target.penalized


def test_a_file_that_changed_meanwhile_is_read_again(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    opener = Opener()
    opener.open(tmp_path / "copy")
    vectors = tmp_path / "copy" / "source.vectors.npy"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    with pytest.raises(DamagedModel, match="its checksum differs from the manifest"):
        opener.open(tmp_path / "copy")


def test_the_same_bytes_are_not_taken_for_what_another_manifest_says(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    opener = Opener()
    opener.open(folder)
    change_manifest(tmp_path / "copy", lambda manifest: manifest["source"].update(words=1))
    with pytest.raises(DamagedModel, match=r"source\.words\.txt"):
        opener.open(tmp_path / "copy")
