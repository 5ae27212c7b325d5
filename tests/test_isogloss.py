"""The front door: what a notebook does, by the planted pair."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import isogloss
from align.learning.checkpoint import RUN
from align.maps.reweight import Maps
from embeddings.normalize import unit
from embeddings.reduction import reduced
from embeddings.spectrum import as_trained
from embeddings.subwords import Subwords, ngram_rows
from service.cli.main import main
from tests.hearing import Heard
from tests.service import planted


@pytest.fixture(scope="module")
def spaces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spaces")
    planted.write_spaces(folder)
    return isogloss.read(folder / "aa.vec", language="aa"), isogloss.read(
        folder / "bb.vec", language="bb"
    )


@pytest.fixture(scope="module")
def model(spaces):
    return isogloss.align(*spaces, random_seed=0)


@pytest.fixture(scope="module")
def gold(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gold")
    planted.write_spaces(folder)
    return folder / "gold.txt"


def test_every_public_name_is_documented():
    for name in isogloss.__all__:
        assert getattr(isogloss, name).__doc__, name


def test_importing_it_loads_neither_the_service_nor_the_slow_libraries():
    code = "import isogloss, sys; print(*(n for n in sys.argv[1:] if n in sys.modules))"
    slow = ("service", "flask", "gensim", "scipy", "click", "pydantic", "numba")
    run = subprocess.run([sys.executable, "-c", code, *slow], capture_output=True, text=True)
    assert run.stdout.split() == [] and run.returncode == 0, run.stderr


def test_things_say_what_they_are(spaces, model):
    assert repr(spaces[0]) == f"<Space aa: {planted.WORDS} x {spaces[0].dimension}>"
    assert repr(model) == "<Model aa-bb: aligned>"
    assert repr(model.source) == f"<Side aa: {planted.WORDS} words>"
    assert model.verdict.label == "aligned"


def test_a_word_or_several_are_translated(model):
    one, two = model.translate("s1"), model.translate(["s1", "nothing"], k=3)
    assert one[0].candidates[0].word == "t1" and len(one) == 1
    assert [len(item.candidates) for item in two] == [3, 0]
    assert repr(one).startswith("s1  t1 ")
    assert repr(two).splitlines()[1] == "nothing  (not in the vocabulary)"


def test_forms_of_one_stem_are_one_candidate_on_request(model):
    plain, grouped = (model.translate("s1", k=3, group_forms=each) for each in (False, True))
    assert grouped[0].candidates[0].forms == ()  # no two planted words have a stem
    assert [each.word for each in grouped[0].candidates] == [
        each.word for each in plain[0].candidates
    ]
    assert grouped.to_dicts()[0] == {**plain.to_dicts()[0], "forms": ()}
    best = replace(grouped[0].candidates[0], forms=("t1s", "t1n"))
    shown = replace(grouped, items=(replace(grouped[0], candidates=(best,)),))
    assert repr(shown).startswith("s1  t1 (t1s, t1n) ")


def test_translations_are_rows_for_a_data_frame(model):
    rows = model.translate(["s1", "s2"], k=2).to_dicts()
    assert [(row["word"], row["place"]) for row in rows] == [
        ("s1", 1),
        ("s1", 2),
        ("s2", 1),
        ("s2", 2),
    ]
    best = model.translate("s1")[0].candidates[0]
    first = rows[0]
    assert (first["translation"], first["score"]) == (best.word, best.score)
    assert (first["probability"], first["mutual"]) == (best.probability, best.mutual)
    assert (first["meant"], first["guessed"]) == ("s1", False)
    assert first["no_translation"] == model.translate("s1")[0].no_translation < 0.1


def test_the_other_direction_shares_the_arrays(model):
    back = model.reversed()
    assert isinstance(back, isogloss.Model) and back.name == "bb-aa"
    assert back.translate("t1")[0].candidates[0].word == "s1"
    assert back.source is model.target
    assert back.reversed().alignment.maps.source is model.alignment.maps.source


def test_a_gold_dictionary_may_be_a_file_or_pairs(model, gold):
    report = model.evaluate(gold)
    assert report.precision[1] > 0.99
    assert model.evaluate(isogloss.read_lexicon(gold)) == report
    assert report.direction == "aa-bb"


def test_the_words_give_the_direction_of_a_gold_dictionary(model, gold):
    pairs = isogloss.read_lexicon(gold)
    back = model.evaluate(pairs.reverse())
    assert back.precision[1] > 0.99 and back.direction == "bb-aa"
    assert model.reversed().evaluate(pairs.reverse()) == back
    assert model.reversed().evaluate(pairs) == model.evaluate(pairs)


def test_a_model_is_opened_as_it_was_saved(model, tmp_path):
    model.save(tmp_path / "model")
    opened = isogloss.open(tmp_path / "model")
    assert isinstance(opened, isogloss.Model)
    assert opened.translate("s3").items == model.translate("s3").items


def test_it_gives_the_bytes_that_the_command_line_gives(model, spaces, tmp_path):
    model.save(tmp_path / "here")
    for space, name in zip(spaces, ("aa", "bb"), strict=True):
        isogloss.write(space, tmp_path / f"{name}.npz")
    arguments = [tmp_path / "aa.npz", tmp_path / "bb.npz", "-o", tmp_path / "there"]
    result = CliRunner().invoke(main, ["align", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    for file in (tmp_path / "here").iterdir():
        assert file.read_bytes() == (tmp_path / "there" / file.name).read_bytes(), file.name


@pytest.mark.parametrize("side", ["source", "target"])
def test_mapped_vectors_lie_in_the_shared_space(model, side):
    space = model.mapped(side)
    np.testing.assert_array_equal(space.vectors, getattr(model, side).vectors)
    assert space.words == getattr(model, side).words
    assert space.language == getattr(model, side).language


@pytest.mark.parametrize("kept", ["source", "target"])
def test_a_side_that_is_kept_has_its_own_vectors(model, spaces, kept):
    original = spaces[kept == "target"]
    back = model.mapped(kept, keep=kept)
    np.testing.assert_allclose(back.vectors, unit(original.vectors), atol=1e-4)


@pytest.mark.parametrize("kept", ["source", "target"])
def test_the_other_side_is_mapped_onto_it(model, spaces, kept):
    other = "target" if kept == "source" else "source"
    mapped, own = model.mapped(other, keep=kept), unit(spaces[kept == "target"].vectors)
    nearest = (mapped.vectors @ own.T).argmax(axis=1)
    assert np.mean(nearest == np.arange(planted.WORDS)) > 0.95


def test_a_map_without_an_inverse_cannot_be_kept(model):
    flat = np.zeros_like(model.alignment.maps.target)
    maps = Maps(model.alignment.maps.source, flat)
    broken = replace(model, alignment=replace(model.alignment, maps=maps))
    with pytest.raises(isogloss.IsoglossError, match="has no inverse"):
        broken.mapped("source", keep="target")


def test_known_pairs_may_be_given(spaces, gold):
    few = isogloss.Lexicon(isogloss.read_lexicon(gold).pairs[:60])
    model = isogloss.align(*spaces, seed_dictionary=few)
    assert model.alignment.method["seed"]["method"].startswith("dictionary")
    assert model.verdict.label == "aligned"


def test_progress_is_events(spaces):
    heard = Heard(isogloss.Event)
    isogloss.align(*spaces, progress=heard)
    kinds = {type(event).__name__ for event in heard}
    assert kinds == {"Message", "Step", "Advanced"}
    assert all(str(event) for event in heard)


def test_names_come_from_the_spaces_or_the_caller(spaces):
    assert isogloss.align(*spaces, names=("x", "y")).name == "x-y"
    with pytest.raises(isogloss.IsoglossError, match="both languages are called 'aa'"):
        isogloss.align(spaces[0], spaces[0])


class Interrupted(Exception):
    """Raised by a progress callback."""


def _interrupting(rounds):
    steps = Heard()

    def progress(event):
        steps(event)
        if type(event).__name__ == "Step" and sum("round" in line for line in steps) > rounds:
            raise Interrupted

    return progress


def test_a_checkpoint_resumes_to_the_same_bytes_and_goes(spaces, model, tmp_path):
    folder = tmp_path / "checkpoint"
    with pytest.raises(Interrupted):
        isogloss.align(*spaces, progress=_interrupting(2), checkpoint=folder)
    assert (folder / RUN).exists()
    lines = Heard()
    resumed = isogloss.align(*spaces, progress=lines, checkpoint=folder)
    assert any(line.startswith("resuming after round ") for line in lines)
    assert resumed.alignment.maps.source.tobytes() == model.alignment.maps.source.tobytes()
    assert not folder.exists()


@pytest.mark.parametrize("change", ["space", "option"])
def test_a_checkpoint_of_another_run_is_refused(spaces, tmp_path, change):
    folder = tmp_path / "checkpoint"
    with pytest.raises(Interrupted):
        isogloss.align(*spaces, progress=_interrupting(1), checkpoint=folder)
    source, options = spaces[0], {}
    if change == "space":
        source = source.head(len(source) - 1)
    else:
        options = {"spelling": False}
    with pytest.raises(isogloss.IsoglossError, match="was made .*remove the folder"):
        isogloss.align(source, spaces[1], checkpoint=folder, **options)
    assert (folder / RUN).exists()


def test_many_languages_come_into_one_space(spaces, tmp_path):
    third = replace(spaces[1], language="cc", words=tuple(f"u{w[1:]}" for w in spaces[1].words))
    many = {"aa": spaces[0], "bb": spaces[1], "cc": third}
    models = isogloss.align_many(many, hub="aa")
    assert [model.name for model in models] == ["aa-bb", "aa-cc", "bb-cc"]
    assert models[2].translate("t5")[0].candidates[0].word == "u5"
    isogloss.save_many(models, tmp_path / "many")
    assert isogloss.open(tmp_path / "many" / "bb-cc").name == "bb-cc"
    with pytest.raises(isogloss.IsoglossError, match="--hub zz: not one of the languages, aa, bb"):
        isogloss.align_many(many, hub="zz")


def _narrow(space, dimension):
    """Return the space in fewer dimensions, as if trained so."""
    narrow = reduced(space, dimension)
    return replace(narrow, provenance={})


@pytest.mark.parametrize("wide", [0, 1])
def test_spaces_of_different_dimensions_are_aligned_in_the_smaller(spaces, tmp_path, wide):
    buckets = np.unique(ngram_rows("unseen", 3, 4, 1_000)).astype(np.int32)
    grams = np.tile(spaces[wide].vectors[5], (len(buckets), 1)).astype(np.float16)
    subwords = Subwords(buckets, grams, 1_000, 3, 4, as_trained(spaces[wide].dimension))
    both = [_narrow(space, 24) for space in spaces]
    both[wide] = replace(spaces[wide], subwords=subwords)
    heard = Heard()
    model = isogloss.align(*both, random_seed=0, progress=heard)
    assert any("reduced from 30 to 24 dimensions" in text for text in heard)
    assert model.verdict.label == "aligned"
    model.save(tmp_path / "model")
    opened = isogloss.open(tmp_path / "model")
    side = ("source", "target")[wide]
    assert opened.provenance[side]["reduced"]["from"] == 30
    assert opened.mapped("source", keep=side).dimension == 24
    directed = opened.reversed() if wide else opened
    known, unseen = directed.translate([directed.source.words[5], "unseen"])
    assert unseen.guessed
    assert known.candidates[0].word == unseen.candidates[0].word == directed.target.words[5]


def test_many_languages_are_aligned_in_the_smallest_dimension(spaces):
    third = _narrow(replace(spaces[1], words=tuple(f"u{w[1:]}" for w in spaces[1].words)), 24)
    models = isogloss.align_many({"aa": spaces[0], "bb": spaces[1], "cc": third}, hub="aa")
    assert models[1].translate("s5")[0].candidates[0].word == "u5"
    assert {model.source.vectors.shape[1] for model in models} == {24}


def test_text_becomes_a_space(tmp_path):
    (tmp_path / "text").mkdir()
    text = "one two three four five six seven eight nine ten\n" * 300
    (tmp_path / "text" / "a.txt").write_text(text)
    settings = isogloss.TrainingSettings(dimension=8, epochs=1, min_count=1)
    for paths in (tmp_path / "text", [tmp_path / "text" / "a.txt"], str(tmp_path / "text")):
        space = isogloss.train(paths, settings, language="en")
        assert (len(space), space.language) == (10, "en")


def test_the_shipped_spaces_are_at_hand():
    assert repr(isogloss.sample("fr")) == "<Space fr: 12,000 x 300>"


def test_no_repr_is_a_page(model, gold):
    lexicon = isogloss.read_lexicon(gold)
    assert repr(lexicon) == f"<Lexicon {gold}: {planted.WORDS} pairs>"
    for thing in (lexicon, model, model.source, model.source.vocabulary, model.verdict):
        assert len(repr(thing)) < 300, repr(thing)
