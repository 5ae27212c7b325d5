import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from embeddings import IsoglossError
from service import create_app
from service.http.registry import ENVIRONMENT, load_registry, models_from_environment
from tests.service import planted


def test_a_model_is_served_in_both_directions(model):
    assert list(load_registry([model]).pairs) == ["aa-bb", "bb-aa"]


def test_a_folder_of_models_serves_all_of_them(copy, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").write_text("not a model")
    assert list(load_registry([tmp_path]).pairs) == ["aa-bb", "bb-aa"]


def test_each_direction_describes_its_own_sides(isogloss, vectors, tmp_path):
    short = tmp_path / "aa.vec"
    short.write_text("500" + (vectors / "aa.vec").read_text()[3:].split("\ns500 ")[0] + "\n")
    isogloss("align", short, vectors / "bb.vec", "-o", tmp_path / "model")
    pairs = load_registry([tmp_path / "model"]).pairs
    words = {
        name: (p.about["source"]["words"], p.about["target"]["words"]) for name, p in pairs.items()
    }
    assert words == {"aa-bb": (500, 600), "bb-aa": (600, 500)}


def test_finds_a_pair_by_its_languages(model):
    registry = load_registry([model])
    pair = registry.find("bb", "aa")
    assert (pair.source, pair.target) == ("bb", "aa")
    assert registry.find("aa", "aa") is None


def test_no_models_are_an_error():
    with pytest.raises(IsoglossError, match=r"no models to serve.*ISOGLOSS_MODELS"):
        load_registry([])


def test_a_folder_without_models_is_an_error(tmp_path):
    with pytest.raises(IsoglossError, match="contains no model"):
        load_registry([tmp_path])


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(IsoglossError, match="none: not a model"):
        load_registry([tmp_path / "none"])


def test_the_same_pair_twice_is_an_error(model, copy):
    with pytest.raises(IsoglossError, match="copy: another model already serves the pair aa-bb"):
        load_registry([model, copy])


def test_the_same_pair_the_other_way_is_an_error_too(isogloss, model, vectors, tmp_path):
    isogloss("align", vectors / "bb.vec", vectors / "aa.vec", "-o", tmp_path / "model")
    with pytest.raises(IsoglossError, match="another model already serves the pair bb-aa"):
        load_registry([model, tmp_path / "model"])


def test_language_codes_with_a_dash_are_not_confused(copy, tmp_path):
    manifest = copy / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"language": "aa"', '"language": "aa-Latn"'))
    registry = load_registry([copy])
    assert registry.find("aa-Latn", "bb").source == "aa-Latn"
    assert registry.find("aa", "Latn-bb") is None


def test_the_environment_variable_lists_folders(monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, os.pathsep.join(["a", "", "b/c"]))
    assert models_from_environment() == (Path("a"), Path("b/c"))


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_or_missing_environment_variable_lists_no_folders(monkeypatch, value):
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    if value is not None:
        monkeypatch.setenv(ENVIRONMENT, value)
    assert models_from_environment() == ()


def test_a_wsgi_server_finds_the_models_by_the_environment_variable(monkeypatch, model, tmp_path):
    shutil.copytree(model, tmp_path / "models" / "aa-bb")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "models"))
    pairs = create_app().test_client().get("/v1/pairs").json["pairs"]
    assert [(pair["source"], pair["target"]) for pair in pairs] == [("aa", "bb"), ("bb", "aa")]


def test_serving_imports_no_library_for_learning(model):
    code = (
        "import sys; from pathlib import Path\n"
        "from service.http import app, registry, server\n"
        "served = app.create_app(registry.Served([Path(sys.argv[1])]))\n"
        "body = {'source': 'aa', 'target': 'bb', 'words': ['s1', 'S1', 'x'], 'k': 20}\n"
        "assert served.test_client().post('/v1/translate', json=body).status_code == 200\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code, model], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"scipy", "gensim", "rich"} & set(done.stdout.split())


def test_the_lookup_tables_are_built_before_the_first_request(model):
    translator = load_registry([model]).pairs["aa-bb"].translator
    assert {"rows", "_by_folded"} <= translator.source.vocabulary.__dict__.keys()
    assert "_by_folded" in translator.source.vocabulary.__dict__
    assert "index" in translator.target.__dict__


def test_simultaneous_searches_are_gathered_and_reported(model):
    sizes = []
    pair = load_registry([model], on_batch=sizes.append).pairs["aa-bb"]
    words = list(zip(planted.names("s"), planted.names("t"), strict=True))[:40]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda entry: pair.translator.translate([entry[0]], 12), words))
    assert [item.candidates[0].word for [item] in answers] == [right for _, right in words]
    assert sum(sizes) == 40 and len(sizes) < 40


def test_the_metrics_have_the_batch_sizes_of_searches(client):
    ask = {"source": "aa", "target": "bb", "words": ["s1", "s2"], "k": 20}
    assert client.post("/v1/translate", json=ask).status_code == 200
    text = client.get("/metrics").text
    assert "isogloss_batch_queries_count 1.0" in text
    assert "isogloss_batch_queries_sum 2.0" in text
