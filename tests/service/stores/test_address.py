import pytest

from embeddings import IsoglossError
from service.stores.address import read_address


@pytest.mark.parametrize(
    ("url", "kind", "client", "shown"),
    [
        ("postgresql://h/db", "pgvector", "postgresql://h/db", "postgresql://h/db"),
        ("postgres://u:pw@h:1/db", "pgvector", "postgresql://u:pw@h:1/db", "postgresql://h:1/db"),
        ("qdrant+http://h:6333", "qdrant", "http://h:6333", "qdrant+http://h:6333"),
        ("qdrant+https://:key@h/q", "qdrant", "https://:key@h/q", "qdrant+https://h/q"),
        ("opensearch+https://u:pw@h", "opensearch", "https://u:pw@h", "opensearch+https://h"),
    ],
)
def test_the_scheme_of_a_url_selects_the_database(url, kind, client, shown):
    address = read_address(url)
    assert (address.kind, address.url, address.shown) == (kind, client, shown)


@pytest.mark.parametrize("kind", ["qdrant", "opensearch"])
def test_http_is_enough_with_an_explicit_database(kind):
    assert read_address("http://h:1", kind) == read_address(f"{kind}+http://h:1")


def test_several_hosts_of_postgresql_are_one_address():
    assert read_address("postgresql://a:1,b:2/db").shown == "postgresql://a:1,b:2/db"


@pytest.mark.parametrize("url", ["", "h:5432", "http://h", "mysql://h/db", "postgresql://", "://h"])
def test_other_urls_are_rejected(url):
    with pytest.raises(IsoglossError, match=r"begins with postgresql://, qdrant\+http://"):
        read_address(url)


def test_a_url_of_another_database_is_rejected():
    with pytest.raises(IsoglossError, match="a URL of qdrant, not of pgvector"):
        read_address("qdrant+http://h", "pgvector")


SECRET = "s3cr%2Ft"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@h/db",
        f"postgresql://h/db?user=u&password={SECRET}",
        f"qdrant+https://:{SECRET}@h",
        f"opensearch+https://u:{SECRET}@h",
    ],
)
def test_messages_omit_the_password(url):
    address = read_address(url)
    message = address.message(ValueError(f"{SECRET} and s3cr/t\nare wrong"))
    assert message == "*** and *** are wrong"
    for text in (address.shown, repr(address)):
        assert "s3cr" not in text


@pytest.mark.parametrize("sign", ["/", "?", "#"])
@pytest.mark.parametrize("scheme", ["postgresql", "qdrant+https"])
def test_a_password_that_ends_the_host_early_is_rejected_and_omitted(scheme, sign):
    with pytest.raises(IsoglossError, match="in a password write %2F for /") as caught:
        read_address(f"{scheme}://u:1{sign}secret@h/db")
    assert "secret" not in str(caught.value)


def test_an_error_without_a_message_is_reported_by_its_name():
    assert read_address("postgresql://h/db").message(TimeoutError()) == "TimeoutError"
