"""Attacks by hostile models and clients that must fail."""

import json
import subprocess
import sys

import numpy as np
import pytest

from align.errors import DamagedModel
from align.model.integrity import list_files
from service.http.registry import Served
from tests.service.running import ROOT

#: Runs the service over a model with an audit hook on unpickling, and calls every route.
WATCHED = """
import sys
from pathlib import Path

def audit(event, arguments):
    if event.startswith("pickle."):
        raise SystemExit(f"unpickled: {arguments}")

sys.addaudithook(audit)

from service.http.app import create_app
from service.http.registry import Served

client = create_app(Served([Path(sys.argv[1])])).test_client()
pair = {"source": "aa", "target": "bb"}
for rule in client.application.url_map.iter_rules():
    if "<" not in rule.rule and "GET" in rule.methods:
        client.get(rule.rule, query_string=pair | {"q": "s1"}).close()
for k in (1, 100):
    body = pair | {"words": ["s1", "zzz"], "k": k, "back_translations": True}
    assert client.post("/v1/translate", json=body).status_code == 200
assert client.post("/translate", json=pair | {"q": "s1 zzz"}).status_code == 200
assert client.get("/v1/neighbours", query_string=pair | {"q": "s1"}).status_code == 200
print("gensim" in sys.modules, "torch" in sys.modules)
"""


def _rewrite(folder, name, make):
    """Replace an array of a model, and update the checksums of its manifest."""
    make(folder / name)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").unlink()
    manifest["files"] = list_files(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_serving_unpickles_nothing(model):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(model)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout) == (0, "False False\n"), done.stderr


def test_the_audit_hook_detects_unpickling():
    code = WATCHED.split("from service")[0] + "import pickle; pickle.loads(pickle.dumps(Path))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "unpickled" in done.stderr


@pytest.mark.parametrize("name", ["source.penalty.npy", "source.vectors.npy", "maps.npz"])
def test_an_array_of_objects_is_refused(copy, name):
    if not (copy / name).exists():
        pytest.skip("the format has no such file")
    array = np.array([{"a": 1}], dtype=object)

    def make(path):
        if path.suffix == ".npz":
            np.savez(path, source_map=array, target_map=array)
        else:
            np.save(path, array, allow_pickle=True)

    _rewrite(copy, name, make)
    with pytest.raises(DamagedModel):
        Served([copy])


def test_words_that_look_like_code_stay_words(isogloss, vectors, tmp_path):
    hostile = {"s1": "<script>alert(1)</script>", "s2": "=1+1", "s3": "{{7*7}}", "s4": "%s%n"}
    lines = (vectors / "aa.vec").read_text().splitlines()
    renamed = [
        hostile.get(line.split(" ", 1)[0], line.split(" ", 1)[0]) + " " + line.split(" ", 1)[1]
        for line in lines
    ]
    (tmp_path / "aa.vec").write_text("\n".join(renamed) + "\n")
    isogloss("align", tmp_path / "aa.vec", vectors / "bb.vec", "-o", tmp_path / "model")
    from service.http.app import create_app

    client = create_app(Served([tmp_path / "model"])).test_client()
    body = {"source": "bb", "target": "aa", "words": ["t1", "t2", "t3", "t4"]}
    response = client.post("/v1/translate", json=body)
    best = [item["translations"][0]["word"] for item in response.json["results"]]
    assert best == list(hostile.values())
    assert response.content_type == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
