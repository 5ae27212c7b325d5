"""A simulated OpenSearch node with the requests of isogloss.

The tests cannot start a real OpenSearch. This node has the same wire format, rejects unknown
requests, and scores in float32 as the k-NN plugin documents.
"""

import fnmatch
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")


class Refused(Exception):
    """A rejected request; the arguments are status and reason."""


@dataclass
class StoredIndex:
    """An index: its definition, and its documents by `_id`."""

    settings: dict
    mappings: dict
    documents: dict[str, dict] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)


class Node:
    """The node; it listens at `url` within its context."""

    def __init__(self):
        self.indices: dict[str, StoredIndex] = {}
        self.failing_shards = 0
        self.authorization = None
        self._lock = threading.Lock()

    def __enter__(self):
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                try:
                    node.authorization = self.headers.get("Authorization")
                    with node._lock:
                        status, content = 200, node.answer(self.command, self.path, body)
                except Refused as refused:
                    status, reason = refused.args
                    content = {"error": {"type": "refused", "reason": reason}, "status": status}
                written = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(written)

            def log_message(self, *arguments):
                pass

        for method in METHODS:
            setattr(Handler, f"do_{method}", Handler.answer)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method, path, body):
        """Return the response to a request, or raise `Refused`."""
        request = f"{method} {path.partition('?')[0]}"
        for route, do in ROUTES.items():
            if match := re.fullmatch(route, request):
                return do(self, *match.groups(), *([body] if body else []))
        return self._refuse(405, f"{request} is not known here")

    def _delete(self, name):
        self.indices.pop(self._index(name, aliases=False))
        return {"acknowledged": True}

    def _refresh(self, name):
        return {"_shards": {"failed": 0}, "index": self._index(name)}

    def _count(self, name):
        return {"count": len(self.indices[self._index(name)].documents)}

    def _alias(self, name):
        return self._aliases("*", name) or self._refuse(404, f"no alias {name}")

    def _mapping(self, name):
        index = self._index(name)
        return {index: {"mappings": self.indices[index].mappings}}

    def _refuse(self, status, reason):
        raise Refused(status, reason)

    def _index(self, name, aliases=True):
        aliased = [n for n, index in self.indices.items() if aliases and name in index.aliases]
        names = [name] if name in self.indices else aliased
        return names[0] if names else self._refuse(404, f"no such index [{name}]")

    def _create(self, name, body):
        definition = json.loads(body)
        settings, mappings = definition["settings"]["index"], definition["mappings"]
        if name in self.indices or name != name.lower():
            self._refuse(400, f"[{name}] already exists, or is not a valid name")
        if not 1 <= mappings["properties"]["vector"]["dimension"] <= 16_000:
            self._refuse(400, "Dimension value must be in [1, 16000]")
        assert mappings["properties"]["vector"]["type"] == "knn_vector"
        self.indices[name] = StoredIndex(settings, mappings)
        return {"acknowledged": True, "index": name}

    def _bulk(self, name, body):
        index, items = self.indices[self._index(name)], []
        lines = [json.loads(line) for line in body.splitlines()]
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            [(verb, about)] = action.items()
            assert verb == "index"
            item = {"_id": about["_id"], "status": 201}
            if len(document["vector"]) != index.mappings["properties"]["vector"]["dimension"]:
                item |= {"status": 400, "error": {"reason": "Vector dimension mismatch"}}
            else:
                index.documents[about["_id"]] = document
            items.append({"index": item})
        return {"errors": any("error" in item["index"] for item in items), "items": items}

    def _aliases(self, pattern, alias=None):
        return {
            name: {"aliases": {each: {} for each in index.aliases}}
            for name, index in self.indices.items()
            if fnmatch.fnmatch(name, pattern) and (alias is None or alias in index.aliases)
        }

    def _switch(self, body):
        for action in json.loads(body)["actions"]:
            [(verb, about)] = action.items()
            aliases = self.indices[self._index(about["index"], aliases=False)].aliases
            if verb == "remove" and about["alias"] not in aliases:
                self._refuse(404, f"aliases [{about['alias']}] missing")
            (aliases.add if verb == "add" else aliases.remove)(about["alias"])
        return {"acknowledged": True}

    def _searches(self, name, body):
        lines = [json.loads(line) for line in body.splitlines()]
        assert all(head == {} for head in lines[::2])
        responses = []
        for question in lines[1::2]:
            try:
                responses.append(self._search(name, question))
            except Refused as refused:
                status, reason = refused.args
                responses.append({"error": {"reason": reason}, "status": status})
        return {"took": 1, "responses": responses}

    def _search(self, name, question):
        index = self.indices[self._index(name)]
        script = question["query"]["script_score"]["script"]
        parameters, k = script["params"], question["size"]
        assert question["query"]["script_score"]["query"] == {"match_all": {}}
        assert (script["lang"], script["source"]) == ("knn", "knn_score")
        assert (parameters["field"], parameters["space_type"]) == ("vector", "innerproduct")
        assert question["sort"] == [{"_score": "desc"}, {"id": "asc"}]
        if k > index.settings.get("max_result_window", 10_000):
            self._refuse(400, "Result window is too large")
        ids = np.array([document["id"] for document in index.documents.values()])
        vectors = [document["vector"] for document in index.documents.values()]
        query = np.array(parameters["query_value"], dtype=np.float32)
        scores = _scores(np.array(vectors, dtype=np.float32) @ query)
        order = np.lexsort((ids, -scores))[:k]
        hits = [
            {"_score": None, "sort": [score, row]}
            for score, row in zip(scores[order].tolist(), ids[order].tolist(), strict=True)
        ]
        shards = {"total": 1, "failed": self.failing_shards}
        return {"timed_out": False, "_shards": shards, "hits": {"hits": hits}, "status": 200}


#: Requests and their methods; the arguments are the groups of the path, then the body if not empty.
ROUTES = {
    r"PUT /([^/_][^/]*)": Node._create,
    r"DELETE /([^/_][^/]*)": Node._delete,
    r"POST /([^/]+)/_bulk": Node._bulk,
    r"POST /([^/]+)/_refresh": Node._refresh,
    r"(?:GET|POST) /([^/]+)/_count": Node._count,
    r"(?:GET|HEAD) /_alias/([^/]+)": Node._alias,
    r"GET /([^/]+)/_alias": Node._aliases,
    r"POST /_aliases": Node._switch,
    r"GET /([^/]+)/_mapping": Node._mapping,
    r"(?:GET|POST) /([^/]+)/_msearch": Node._searches,
}


def _scores(products):
    """Return the non-negative scores of inner products, in float32."""
    one = np.float32(1)
    return np.where(products > 0, products + one, one / (one + np.abs(products)))
