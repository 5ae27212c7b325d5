"""The map page and the data that it loads."""

import gzip
import json
import re
import threading
from urllib.parse import urljoin

import pytest

from service.http import map_cache
from service.http.app import create_app
from service.http.keys import new_key, write_key
from service.http.registry import Served
from service.http.settings import ServiceSettings
from service.map.page import assets


def test_the_page_loads_scripts_and_data_from_the_service(client):
    page = client.get("/map/aa-bb")
    assert page.status_code == 200
    assert "require-trusted-types-for" in page.headers["Content-Security-Policy"]
    assert 'data-address="../v1/map/aa-bb"' in page.text
    addresses = re.findall(r'(?:src|href)="((?:assets|\.\./static)/.*?)"', page.text)
    assert len(addresses) == 3
    for address in addresses:
        with client.get(urljoin("/map/aa-bb", address)) as response:
            assert response.status_code == 200


@pytest.mark.parametrize("name", assets())
def test_assets_are_served_and_answered_with_304_when_unchanged(client, name):
    first = client.get(f"/map/assets/{name}")
    assert first.mimetype == ("text/css" if name.endswith("css") else "text/javascript")
    again = client.get(f"/map/assets/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["map.html", "..%2Fpack.py", "x", ""])
def test_no_other_file_is_served(client, name):
    assert client.get(f"/map/assets/{name}").status_code == 404


@pytest.mark.parametrize("address", ["/map/xx-yy", "/v1/map/xx-yy", "/v1/map/x"])
def test_an_unknown_pair_is_a_404_that_lists_the_served_pairs(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json["detail"].endswith("served: aa-bb, bb-aa")


def test_the_map_data_are_the_same_compressed_and_uncompressed(client):
    plain = client.get("/v1/map/AA-bb")
    packed = client.get("/v1/map/aa-bb", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert [side["language"] for side in plain.json["sides"]] == ["aa", "bb"]
    assert [s["language"] for s in client.get("/v1/map/bb-aa").json["sides"]] == ["bb", "aa"]
    again = client.get("/v1/map/aa-bb", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_map_is_computed_once_for_many_simultaneous_requests(model, monkeypatch):
    served = Served([model])
    drawn = []
    original = map_cache.draw
    monkeypatch.setattr(map_cache, "draw", lambda *args: drawn.append(1) or original(*args))
    maps = map_cache.MapCache()
    pair = served.registry.pairs["aa-bb"]
    threads = [threading.Thread(target=maps.of, args=(pair,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert maps.of(pair).etag and drawn == [1]


def test_the_page_is_open_but_the_map_data_need_a_key(model, tmp_path):
    secret, key = new_key("reader", "read")
    write_key(key, tmp_path / "keys")
    client = create_app(Served([model]), ServiceSettings(keys=tmp_path / "keys")).test_client()
    assert client.get("/map/aa-bb").status_code == 200
    assert client.get("/map/assets/map.js").status_code == 200
    assert client.get("/v1/map/aa-bb").status_code == 401
    allowed = {"Authorization": f"Bearer {secret}"}
    assert client.get("/v1/map/aa-bb", headers=allowed).status_code == 200


def test_the_home_page_links_to_the_map(client):
    assert 'id="map"' in client.get("/").text
