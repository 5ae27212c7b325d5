"""The OpenAPI document is what the service does."""


def test_a_body_that_is_described_must_be_sent(client):
    contract = client.get("/openapi.json").json
    bodies = [
        operation["requestBody"]
        for path in contract["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    assert len(bodies) >= 3
    assert all(body["required"] is True for body in bodies)
