from dataclasses import replace

import numpy as np
import pytest

from align.model.load import open_model
from align.model.manifest import MANIFEST
from align.translation.translator import Translator
from embeddings import IsoglossError
from embeddings.files import sha256
from service.stores.collections import collections_of, export, prune, searched_in

#: Scores are sums of 31 products below one, in float32 and in another order.
CLOSE = 1e-5


@pytest.fixture
def opened(model):
    return open_model(model)


@pytest.fixture
def checksum(model):
    return sha256(model / MANIFEST)


def test_a_name_is_that_of_the_languages_and_the_version(opened, checksum):
    source, target = collections_of(opened, checksum)
    assert source.name == f"isogloss_aa_bb_{checksum[:16]}_source"
    assert target.name == f"isogloss_aa_bb_{checksum[:16]}_target"
    assert (target.rows, target.columns, target.sha256) == (600, 31, checksum)


def test_any_language_makes_a_name_that_any_database_takes(opened, checksum):
    source = replace(opened.source, language='zh-Hant-TW-x-"long"')
    target = replace(opened.target, language="Ünïcode; DROP TABLE")
    for collection in collections_of(replace(opened, source=source, target=target), checksum):
        assert collection.name.startswith("isogloss_zh_hant_tw__n_code__d_")
        assert len(collection.name) <= 54


def test_what_is_exported_is_searched_there(store, opened, checksum, model):
    shares = []
    export(opened, checksum, store, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1
    stored = searched_in(store, opened, checksum, model)
    for reverse in (False, True):
        models = [each.reversed() if reverse else each for each in (opened, stored)]
        here, there = map(Translator, models)
        assert there.index.store is store
        words = here.source.words[:40]
        for k in (3, 30):
            assert_alike(here.translate(words, k), there.translate(words, k))


def assert_alike(expected, found):
    for one, other in zip(expected, found, strict=True):
        assert [c.word for c in one.candidates] == [c.word for c in other.candidates]
        np.testing.assert_allclose(
            [[c.score, c.probability] for c in one.candidates],
            [[c.score, c.probability] for c in other.candidates],
            atol=CLOSE,
        )


def test_a_model_that_is_not_there_is_refused(store, opened, checksum, model):
    with pytest.raises(IsoglossError) as caught:
        searched_in(store, opened, checksum, model)
    name = collections_of(opened, checksum)[0].name
    assert str(caught.value) == (
        f"{model}: {store.shown} does not have this version of it ({name}); write it there with "
        f"`isogloss export {model} --to {store.kind} --url {store.shown}`"
    )


def test_another_version_of_a_model_is_not_taken_for_it(store, opened, checksum, model):
    export(opened, checksum, store)
    other = checksum[:16] + checksum[16:][::-1]  # of the same name even
    with pytest.raises(IsoglossError, match="does not have this version"):
        searched_in(store, opened, other, model)


def test_exported_again_it_is_there_once(store, opened, checksum, model):
    for _ in range(2):
        export(opened, checksum, store)
    assert len(store.names()) == 2
    searched_in(store, opened, checksum, model)


def test_versions_live_side_by_side_until_they_are_pruned(store, opened, checksum, model):
    other = checksum[::-1]
    further = replace(opened, target=replace(opened.target, language="bb-x"))
    for each, version in ((opened, other), (further, other), (opened, checksum)):
        export(each, version, store)
    searched_in(store, opened, other, model)
    assert len(prune(opened, checksum, store)) == 2
    searched_in(store, opened, checksum, model)
    searched_in(store, further, other, model)
    with pytest.raises(IsoglossError, match="does not have this version"):
        searched_in(store, opened, other, model)


def test_vectors_that_are_too_long_are_refused_before_anything_is_written(opened, checksum, store):
    store.most_columns = 30
    with pytest.raises(IsoglossError, match="holds vectors of 30 columns at most, these have 31"):
        export(opened, checksum, store)
    assert not store.names()


def test_a_database_that_forgets_what_a_collection_is_is_refused(opened, checksum, qdrant):
    qdrant.about = lambda name: None  # as a Qdrant from before it had metadata
    with pytest.raises(IsoglossError, match="did not keep what isogloss_aa_bb_"):
        export(opened, checksum, qdrant)
