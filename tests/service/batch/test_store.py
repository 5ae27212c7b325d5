import pytest

from embeddings import IsoglossError
from service.batch.store import Outcome, ResultStore

OUTCOME = Outcome("model", "aligned", {}, 1.5, 1.25, 100.0, 1)


@pytest.fixture
def store(tmp_path):
    """Return a store with a result under the key `k`."""
    store = ResultStore(tmp_path / "models")
    _keep(store, "k", "whole")
    return store


def _keep(store, key, text):
    (store.work(key) / "model").mkdir(parents=True)
    (store.work(key) / "model" / "a").write_text(text)
    store.keep(key, {"seed": 1}, OUTCOME)


def test_a_stored_result_can_be_read_back(store):
    assert store.result("k") == OUTCOME
    assert (store.path("k") / "model" / "a").read_text() == "whole"
    assert not store.work("k").exists()


@pytest.mark.parametrize("damage", ["cut", "gone", "no result", "not JSON", "of another version"])
def test_an_incomplete_result_counts_as_absent(store, damage):
    file, result = store.path("k") / "model" / "a", store.path("k") / "result.json"
    if damage == "cut":
        file.write_text("who")
    elif damage == "gone":
        file.unlink()
    elif damage == "no result":
        result.unlink()
    elif damage == "not JSON":
        result.write_text("{")
    else:
        result.write_text(result.read_text().replace('"version": 1', '"version": 2'))
    assert store.result("k") is None
    _keep(store, "k", "again")
    assert store.result("k") == OUTCOME


def test_links_still_work_after_the_folder_is_moved(store, tmp_path):
    store.show("en-es", "k", "model")
    (tmp_path / "models").rename(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "en-es" / "a").read_text() == "whole"


def test_a_link_can_be_replaced_and_removed(store):
    _keep(store, "other", "changed")
    store.show("en-es", "k", "model")
    store.show("en-es", "other", "model")
    assert (store.output / "en-es" / "a").read_text() == "changed"
    store.show("en-es", "other", None)
    assert not (store.output / "en-es").is_symlink()


def test_a_folder_that_is_not_from_a_batch_is_reported(store):
    store.show("en-es", "k", "model")
    (store.output / "en-fr").mkdir()
    assert store.place_problem("en-es") == store.place_problem("new") == ""
    assert "exists and is not from a batch" in store.place_problem("en-fr")


def test_only_one_batch_can_use_a_folder(store):
    with store.open(), pytest.raises(IsoglossError, match="another batch uses this folder"):
        with ResultStore(store.output).open():
            pass
    with store.open():
        pass


def test_incomplete_results_are_deleted(store):
    half = store.root / ".k.abc.part"
    half.mkdir()
    with store.open():
        assert not half.exists()
        assert store.result("k") == OUTCOME


def test_pruning_deletes_all_but_the_results_of_the_keys(store):
    _keep(store, "other", "old")
    with store.only_one("stale"):
        pass
    assert store.prune({"k"}) == 1
    assert store.result("k") == OUTCOME
    assert not store.path("other").exists()
    assert not list((store.root / "begun").iterdir())
