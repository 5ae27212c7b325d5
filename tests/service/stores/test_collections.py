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


def test_a_name_has_the_languages_and_the_version(opened, checksum):
    source, target = collections_of(opened, checksum)
    assert source.name == f"isogloss_aa_bb_{checksum[:16]}_source"
    assert target.name == f"isogloss_aa_bb_{checksum[:16]}_target"
    assert (target.rows, target.columns, target.sha256) == (600, 31, checksum)


def test_any_language_gives_a_name_that_every_database_accepts(opened, checksum):
    source = replace(opened.source, language='zh-Hant-TW-x-"long"')
    target = replace(opened.target, language="Ünïcode; DROP TABLE")
    for collection in collections_of(replace(opened, source=source, target=target), checksum):
        assert collection.name.startswith("isogloss_zh_hant_tw__n_code__d_")
        assert len(collection.name) <= 54


def test_an_exported_model_is_searched_in_the_database(store, opened, checksum, model):
    shares = []
    export(opened, checksum, store, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1
    stored = searched_in(store, opened, checksum, model)
    for reverse in (False, True):
        models = [each.reversed() if reverse else each for each in (opened, stored)]
        in_memory, in_store = map(Translator, models)
        assert in_store.index.store is store
        words = in_memory.source.words[:40]
        for k in (3, 30):
            assert_alike(in_memory.translate(words, k), in_store.translate(words, k))


def assert_alike(expected, actual):
    for one, other in zip(expected, actual, strict=True):
        assert [c.word for c in one.candidates] == [c.word for c in other.candidates]
        np.testing.assert_allclose(
            [[c.score, c.probability] for c in one.candidates],
            [[c.score, c.probability] for c in other.candidates],
            atol=CLOSE,
        )


def test_a_model_that_was_not_exported_is_rejected(store, opened, checksum, model):
    with pytest.raises(IsoglossError) as caught:
        searched_in(store, opened, checksum, model)
    name = collections_of(opened, checksum)[0].name
    assert str(caught.value) == (
        f"{model}: {store.shown} does not have this version of the model ({name}); write it "
        f"with `isogloss export {model} --to {store.kind} --url {store.shown}`"
    )


def test_another_version_of_a_model_is_rejected(store, opened, checksum, model):
    export(opened, checksum, store)
    other = checksum[:16] + checksum[16:][::-1]  # with the same names
    with pytest.raises(IsoglossError, match="does not have this version of the model"):
        searched_in(store, opened, other, model)


def test_a_second_export_replaces_the_first(store, opened, checksum, model):
    for _ in range(2):
        export(opened, checksum, store)
    assert len(store.names()) == 2
    searched_in(store, opened, checksum, model)


def test_versions_coexist_until_they_are_pruned(store, opened, checksum, model):
    other = checksum[::-1]
    further = replace(opened, target=replace(opened.target, language="bb-x"))
    for each, version in ((opened, other), (further, other), (opened, checksum)):
        export(each, version, store)
    searched_in(store, opened, other, model)
    assert len(prune(opened, checksum, store)) == 2
    searched_in(store, opened, checksum, model)
    searched_in(store, further, other, model)
    with pytest.raises(IsoglossError, match="does not have this version of the model"):
        searched_in(store, opened, other, model)


def test_too_many_columns_are_rejected_before_anything_is_written(opened, checksum, store):
    store.most_columns = 30
    with pytest.raises(IsoglossError, match="holds vectors of 30 columns at most, these have 31"):
        export(opened, checksum, store)
    assert not store.names()


def test_a_database_that_loses_the_metadata_is_rejected(opened, checksum, qdrant):
    qdrant.about = lambda name: None  # like a Qdrant without metadata
    with pytest.raises(IsoglossError, match="did not store the metadata of isogloss_aa_bb_"):
        export(opened, checksum, qdrant)
