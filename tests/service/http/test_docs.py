import re

import pytest

FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


@pytest.mark.parametrize("name", FILES)
def test_serves_the_files_of_swagger_ui(client, name):
    response = client.get(f"/docs/{name}")
    assert response.status_code == 200
    assert response.mimetype == FILES[name]
    assert len(response.data) > 100_000


def test_an_unchanged_file_is_answered_with_304(client):
    first = client.get("/docs/swagger-ui.css")
    again = client.get("/docs/swagger-ui.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize("name", ["__init__.py", "swagger.svg", "..%2F__init__.py", "css", ""])
def test_no_other_file_of_the_package_is_served(client, name):
    assert client.get(f"/docs/{name}").status_code == 404


def test_loads_only_files_of_the_service_by_relative_addresses(client):
    text = client.get("/docs").text
    sources = re.findall(r'(?:src|href)="(.*?)"', text)
    for source in sources:
        assert not source.startswith("/")
        if source not in ("data:,", "."):
            with client.get(f"/{source}") as response:
                assert response.status_code == 200
    assert "docs/swagger-ui-bundle.js" in sources
    assert "<script>" not in text and "style=" not in text
