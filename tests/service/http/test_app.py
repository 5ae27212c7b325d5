import re

import pytest

EVERYWHERE = [
    "/",
    "/docs",
    "/health",
    "/v1/pairs",
    "/openapi.json",
    "/static/page.js",
    "/static/page.css",
    "/static/palette.css",
    "/static/docs.js",
]
SWAGGER = ["/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"]


@pytest.mark.parametrize("path", EVERYWHERE + SWAGGER)
def test_inline_code_and_other_hosts_are_blocked(client, path):
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_no_file_refers_to_another_host(client, path):
    with client.get(path) as response:
        # The OpenAPI document contains the address of the service itself.
        others = response.text.replace("http://localhost/", "")
        assert not re.search(r"https?:|//[a-z]+\.[a-z]", others)


@pytest.mark.parametrize("path", ["/", "/health", "/static/page.js"])
def test_trusted_types_block_html_from_text(client, path):
    with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "; require-trusted-types-for 'script'; trusted-types 'none'" in policy


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect"])
def test_no_page_uses_a_content_delivery_network(client, path):
    assert client.get(path).status_code == 404


def test_the_openapi_document_has_title_and_version(client):
    info = client.get("/openapi.json").json["info"]
    assert info["title"] == "Isogloss"
    assert info["version"]
