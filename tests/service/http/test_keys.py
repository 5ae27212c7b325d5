import stat

import pytest

from embeddings import MalformedFile
from service.http.app import create_app
from service.http.keys import KeyRing, new_key, read_keys, write_key
from service.http.registry import Served
from service.http.settings import ServiceSettings

LOOKUP = "/v1/translate?source=aa&target=bb&q=s1"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def reader(file):
    """Return the secret of a key with the scope `read`."""
    secret, key = new_key("reader", "read")
    write_key(key, file)
    return secret


@pytest.fixture
def admin(file):
    """Return the secret of a key with the scope `admin`."""
    secret, key = new_key("boss", "admin")
    write_key(key, file)
    return secret


@pytest.fixture
def client(model, file, reader, admin):
    return create_app(Served([model]), ServiceSettings(keys=file)).test_client()


def _bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_only_the_hash_of_a_key_is_stored(file, reader):
    [key] = read_keys(file)
    assert (key.name, key.scope) == ("reader", "read")
    assert reader not in file.read_text()
    assert len(reader) >= 43  # 256 bits


def test_two_keys_are_never_the_same():
    assert new_key("a", "read")[0] != new_key("a", "read")[0]


def test_the_file_is_readable_only_by_its_owner(file, reader):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_name_cannot_be_used_twice(file, reader):
    with pytest.raises(MalformedFile, match="already has a key named reader"):
        write_key(new_key("reader", "admin")[1], file)
    assert len(read_keys(file)) == 1


def test_empty_lines_and_comments_are_skipped(file, reader):
    file.write_text("# the keys of the team\n\n" + file.read_text())
    assert [key.name for key in read_keys(file)] == ["reader"]


@pytest.mark.parametrize("line", ["reader read abc", "reader write " + "0" * 64, "x", "a b c d"])
def test_a_malformed_key_is_an_error_with_its_line_number(file, line):
    file.write_text(f"# comment\n{line}\n")
    with pytest.raises(MalformedFile, match="keys, line 2: expected `name scope hash`"):
        read_keys(file)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _bearer(""),
        _bearer("wrong"),
        _bearer("é".encode().decode("latin-1")),
        {"Authorization": "Basic cmVhZGVy"},
        {"X-API-Key": "reader"},
    ],
)
def test_without_a_valid_key_every_lookup_gets_401(client, headers):
    response = client.get(LOOKUP, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.content_type == "application/problem+json"
    assert "translations" not in response.text


def test_the_hash_is_not_a_key(client, file):
    assert client.get(LOOKUP, headers=_bearer(read_keys(file)[0].sha256)).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_with_a_key_every_route_answers(client, reader, scheme):
    headers = {"Authorization": f"{scheme} {reader}"}
    assert client.get(LOOKUP, headers=headers).status_code == 200
    assert client.get("/v1/pairs", headers=headers).status_code == 200
    assert client.get("/metrics", headers=headers).status_code == 200


def test_a_key_in_the_query_string_is_ignored(client, reader):
    assert client.get(f"{LOOKUP}&api_key={reader}").status_code == 401


@pytest.mark.parametrize("path", ["/", "/health", "/ready", "/openapi.json", "/static/page.js"])
def test_probes_and_pages_are_open(client, path):
    with client.get(path) as response:
        assert response.status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/info", "/v1/pairs", "/nothing", "/healthy"])
def test_all_other_routes_need_a_key(client, path):
    assert client.get(path).status_code == 401


def test_only_an_admin_key_reloads(client, reader, admin):
    assert client.post("/admin/reload").status_code == 401
    assert client.post("/admin/reload", headers=_bearer(reader)).status_code == 403
    assert client.post("/admin/reload", headers=_bearer(admin)).status_code == 200


def test_without_keys_a_reload_over_http_is_refused(model):
    client = create_app(Served([model])).test_client()
    response = client.post("/admin/reload")
    assert response.status_code == 401
    assert "SIGHUP" in response.json["detail"]


def test_a_cached_response_needs_a_key_too(client, reader):
    assert client.get(LOOKUP, headers=_bearer(reader)).status_code == 200
    assert client.get(LOOKUP).status_code == 401


def test_a_deleted_key_is_invalid_after_a_reload(client, file, reader, admin):
    others = [line for line in file.read_text().splitlines() if not line.startswith("reader")]
    file.write_text("\n".join(others) + "\n")
    assert client.get(LOOKUP, headers=_bearer(reader)).status_code == 200
    assert client.post("/admin/reload", headers=_bearer(admin)).status_code == 200
    assert client.get(LOOKUP, headers=_bearer(reader)).status_code == 401


def test_a_damaged_key_file_leaves_the_keys_as_they_were(client, file, reader, admin):
    file.write_text("damaged\n")
    response = client.post("/admin/reload", headers=_bearer(admin))
    assert response.status_code == 409
    assert "keys, line 1: expected" in response.json["detail"]
    assert client.get(LOOKUP, headers=_bearer(reader)).status_code == 200


def test_each_of_several_keys_is_recognised(file, reader, admin):
    ring = KeyRing(file)
    for secret, name in ((reader, "reader"), (admin, "boss")):
        environ = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {secret}"}
        assert ring.require(environ, "/v1/pairs") == name


def test_libretranslates_clients_may_send_a_key_in_the_body(client, reader):
    body = {"q": "s1", "source": "aa", "target": "bb"}
    for path in ("/translate", "/detect"):
        assert client.post(path, data=body).status_code == 401
        assert client.post(path, data=body | {"api_key": "wrong"}).status_code == 401
        assert client.post(path, data=body | {"api_key": reader}).status_code == 200
        assert client.post(path, json=body | {"api_key": reader}).status_code == 200
        assert client.post(path, data=body, headers=_bearer(reader)).status_code == 200
        wrong = client.post(path, data=body | {"api_key": reader}, headers=_bearer("wrong"))
        assert wrong.status_code == 401
    assert client.get("/languages").status_code == 200
