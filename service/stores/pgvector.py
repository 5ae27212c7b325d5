"""PostgreSQL with the extension pgvector: a collection is a table, searched exhaustively.

The comment on the table holds the metadata of the collection. An export is one transaction, so no
reader sees a partial table.
"""

from __future__ import annotations

import json
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from embeddings import IsoglossError
from embeddings.arrays import Vectors
from embeddings.errors import IndexUnavailable
from embeddings.extras import optional
from service.stores.address import Address, DatabaseKind
from service.stores.pool import Pool
from service.stores.store import CONNECTING, Collection, Hits, PerProcess, StoredRows, plain

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

#: Vectors with at most so many columns are stored in the row: they fit a page of 8 kB together with
#: a word of some 100 bytes. Longer vectors are split and stored outside the row.
_INLINE_COLUMNS = 1_900

#: Header and trailer of COPY in binary format: signature, no flags, and no header extension.
_HEADER, _TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), struct.pack(">h", -1)

#: Sorts by the score instead of the distance `<#>`, so that PostgreSQL never uses an index on the
#: distance, which would be approximate. Ties are broken by row.
_SEARCH = "SELECT -(vector <#> %s::vector) AS score, id FROM {} ORDER BY score DESC, id LIMIT %s"

#: Default options of libpq; the URL overrides them. Without them, a lost connection blocks for as
#: long as the operating system allows.
_CONNECTION_DEFAULTS = {
    "connect_timeout": str(CONNECTING),
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "application_name": "isogloss",
}


class Pgvector:
    """A PostgreSQL database; `Store` documents the methods.

    Parameters
    ----------
    address
        Its address.

    Raises
    ------
    IsoglossError
        If psycopg is not installed, or cannot parse the URL.
    """

    kind: DatabaseKind = "pgvector"

    #: The limit of pgvector 0.5 and later.
    most_columns = 16_000

    def __init__(self, address: Address) -> None:
        self.shown = address.shown
        self._address = address
        self._options = _CONNECTION_DEFAULTS | _options(address)
        self._pool = PerProcess(lambda: Pool(self._connect))

    def write(self, collection: Collection, batches: Iterable[StoredRows]) -> None:
        """Write a collection completely or not at all."""
        from psycopg.sql import SQL, Identifier, Literal

        table, fresh = (
            Identifier(collection.name),
            Identifier(f"{collection.name}_{secrets.token_hex(4)}"),
        )
        create = SQL(
            "CREATE TABLE {} (id integer PRIMARY KEY, word text NOT NULL, rank integer NOT NULL, "
            "vector vector({}) NOT NULL)"
        ).format(fresh, Literal(collection.columns))
        storage = SQL("PLAIN" if collection.columns <= _INLINE_COLUMNS else "EXTERNAL")
        store = SQL("ALTER TABLE {} ALTER vector SET STORAGE {}").format(fresh, storage)
        copy = SQL("COPY {} (id, word, rank, vector) FROM STDIN (FORMAT BINARY)").format(fresh)
        about = Literal(json.dumps(dict(collection.about)))
        with self._errors_mapped(), self._connect() as connection, connection.transaction():
            _require_extension(connection)
            connection.execute(create)
            connection.execute(store)
            with connection.cursor().copy(copy) as stream:
                stream.write(_HEADER)
                for rows in batches:
                    stream.write(_binary(rows))
                stream.write(_TRAILER)
            connection.execute(SQL("COMMENT ON TABLE {} IS {}").format(fresh, about))
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(table))
            connection.execute(SQL("ALTER TABLE {} RENAME TO {}").format(fresh, table))

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return the metadata of the collection `name`; None if it does not exist."""
        with self._errors_mapped(), self._connect() as connection:
            query = "SELECT obj_description(to_regclass(%s), 'pg_class')"
            [comment] = connection.execute(query, [name]).fetchone() or [None]
        try:
            metadata = json.loads(comment or "null")
        except ValueError:
            return None
        return metadata if isinstance(metadata, dict) else None

    def names(self) -> Sequence[str]:
        """Return the names of the tables of isogloss."""
        query = r"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'isogloss\_%'"
        with self._errors_mapped(), self._connect() as connection:
            return [name for (name,) in connection.execute(query)]

    def drop(self, name: str) -> None:
        """Delete a table."""
        from psycopg.sql import SQL, Identifier

        with self._errors_mapped(), self._connect() as connection:
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(name)))

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        from psycopg.sql import SQL, Identifier

        search = SQL(_SEARCH).format(Identifier(name))
        arguments = [(f"[{','.join(map(str, query))}]", k) for query in plain(queries)]
        with self._errors_mapped(), self._pool.get().one() as connection:
            return _search(connection, search, arguments)

    def close(self) -> None:
        """Close the connections of this process."""
        if pool := self._pool.take():
            pool.close()

    def _connect(self) -> Connection[Any]:
        import psycopg

        # Connection poolers lose prepared statements, and planning without them takes 0.1 ms.
        connection = psycopg.connect(
            "",
            autocommit=True,
            prepare_threshold=None,
            **self._options,  # type: ignore[arg-type]
        )
        return connection

    @contextmanager
    def _errors_mapped(self) -> Iterator[None]:
        """Turn errors of psycopg into `IndexUnavailable`."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.message(error)}") from None


def _options(address: Address) -> dict[str, str]:
    with optional("PostgreSQL", "psycopg", "pgvector"):
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    try:
        return {name: str(value) for name, value in conninfo_to_dict(address.url).items()}
    except ProgrammingError as error:
        raise IsoglossError(f"{address.shown}: {address.message(error)}") from None


def _require_extension(connection: Connection[Any]) -> None:
    import psycopg

    if connection.execute("SELECT to_regtype('vector')").fetchone() != (None,):
        return
    try:
        connection.execute("CREATE EXTENSION vector")
    except psycopg.Error as error:
        raise IsoglossError(
            "this PostgreSQL lacks the extension pgvector, and creating it failed "
            f"({' '.join(str(error).split())}); install pgvector, and ask an administrator of the "
            "database to run CREATE EXTENSION vector"
        ) from None


def _binary(rows: StoredRows) -> bytes:
    """Return `rows` in the binary format of COPY.

    The length of each field precedes it, and all numbers are big-endian. A vector is its number of
    columns, two zero bytes, and its numbers.
    """
    columns = rows.vectors.shape[1]
    vectors = rows.vectors.astype(">f4")
    head = struct.pack(">iHH", 4 + 4 * columns, columns, 0)
    parts: list[bytes] = []
    for row, (word, vector) in enumerate(zip(rows.words, vectors, strict=True), rows.start):
        text = word.replace("\0", "\ufffd").encode()  # PostgreSQL rejects NUL in text
        parts += (struct.pack(">hiii", 4, 4, row, len(text)), text)
        parts += (struct.pack(">ii", 4, row + 1), head, vector.tobytes())
    return b"".join(parts)


def _search(
    connection: Connection[Any], search: Composed, arguments: Sequence[tuple[str, int]]
) -> list[Hits]:
    """Return the hits for all `arguments` of the search, sent together."""
    with connection.cursor(binary=True) as cursor:
        cursor.executemany(search, arguments, returning=True)
        hits: list[Hits] = [cursor.fetchall()]
        while cursor.nextset():
            hits.append(cursor.fetchall())
    return hits
