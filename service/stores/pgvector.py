"""PostgreSQL with the extension pgvector: a collection is a table, searched through whole.

The comment on the table says what it is. Writing is one transaction, so that there is all of a
table or nothing, whenever it is looked at.
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
from service.stores.address import Address, Kind
from service.stores.pool import Pool
from service.stores.store import CONNECTING, Collection, Hits, PerProcess, Rows, plain

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

#: Columns of a vector that fits a page of 8 kB beside a word of some hundred bytes, and is then
#: read as it lies; longer ones are put elsewhere, piece by piece.
_INLINE_COLUMNS = 1_900

#: How COPY begins and ends in its binary form: its signature, no flags, nothing more in the head.
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), struct.pack(">h", -1)

#: The score, not the distance `<#>`, is what is sorted by: an index of any kind on the distance,
#: which would be approximate, is then never taken. Equal scores come in the order of the rows.
_SEARCH = "SELECT -(vector <#> %s::vector) AS score, id FROM {} ORDER BY score DESC, id LIMIT %s"

#: What libpq is told unless the URL says otherwise. Without it, a machine that is cut off is waited
#: for for as long as the system pleases.
_PATIENCE = {
    "connect_timeout": str(CONNECTING),
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "application_name": "isogloss",
}


class Pgvector:
    """A database of PostgreSQL; `Store` says what the methods do.

    Raises
    ------
    IsoglossError
        If psycopg is not installed, or cannot read the URL.
    """

    kind: Kind = "pgvector"

    #: Of pgvector 0.5 and later.
    most_columns = 16_000

    def __init__(self, address: Address) -> None:
        self.shown = address.shown
        self._address = address
        self._options = _PATIENCE | _options(address)
        self._kept = PerProcess(lambda: Pool(self._connect))

    def write(self, collection: Collection, batches: Iterable[Rows]) -> None:
        """Write a collection, whole or not at all."""
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
        with self._telling(), self._connect() as connection, connection.transaction():
            _require_extension(connection)
            connection.execute(create)
            connection.execute(store)
            with connection.cursor().copy(copy) as stream:
                stream.write(_BEGIN)
                for rows in batches:
                    stream.write(_binary(rows))
                stream.write(_END)
            connection.execute(SQL("COMMENT ON TABLE {} IS {}").format(fresh, about))
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(table))
            connection.execute(SQL("ALTER TABLE {} RENAME TO {}").format(fresh, table))

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return what is told of the collection of that name, if there is one."""
        with self._telling(), self._connect() as connection:
            asked = "SELECT obj_description(to_regclass(%s), 'pg_class')"
            [told] = connection.execute(asked, [name]).fetchone() or [None]
        try:
            found = json.loads(told or "null")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def names(self) -> Sequence[str]:
        """Return the names of tables of isogloss."""
        asked = r"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'isogloss\_%'"
        with self._telling(), self._connect() as connection:
            return [name for (name,) in connection.execute(asked)]

    def drop(self, name: str) -> None:
        """Delete a table."""
        from psycopg.sql import SQL, Identifier

        with self._telling(), self._connect() as connection:
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(name)))

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        from psycopg.sql import SQL, Identifier

        search = SQL(_SEARCH).format(Identifier(name))
        asked = [(f"[{','.join(map(str, query))}]", k) for query in plain(queries)]
        with self._telling(), self._kept.get().one() as connection:
            return _search(connection, search, asked)

    def close(self) -> None:
        """Close the connections of this process."""
        if kept := self._kept.take():
            kept.close()

    def _connect(self) -> Connection[Any]:
        import psycopg

        # Poolers between here and PostgreSQL lose prepared statements; planning takes 0.1 ms.
        connection = psycopg.connect(
            "",
            autocommit=True,
            prepare_threshold=None,
            **self._options,  # type: ignore[arg-type]
        )
        return connection

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Raise what psycopg raises as `IndexUnavailable`."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.told(error)}") from None


def _options(address: Address) -> dict[str, str]:
    with optional("PostgreSQL", "psycopg", "pgvector"):
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    try:
        return {name: str(value) for name, value in conninfo_to_dict(address.url).items()}
    except ProgrammingError as error:
        raise IsoglossError(f"{address.shown}: {address.told(error)}") from None


def _require_extension(connection: Connection[Any]) -> None:
    import psycopg

    if connection.execute("SELECT to_regtype('vector')").fetchone() != (None,):
        return
    try:
        connection.execute("CREATE EXTENSION vector")
    except psycopg.Error as error:
        raise IsoglossError(
            "this PostgreSQL lacks the extension pgvector, which cannot be made here "
            f"({' '.join(str(error).split())}); install it, and have an administrator of the "
            "database run CREATE EXTENSION vector"
        ) from None


def _binary(rows: Rows) -> bytes:
    """Return `rows` as COPY takes them: each field behind its length, all numbers big-endian.

    A vector is its number of columns, two bytes of nothing, and its numbers.
    """
    columns = rows.vectors.shape[1]
    vectors = rows.vectors.astype(">f4")
    head = struct.pack(">iHH", 4 + 4 * columns, columns, 0)
    parts: list[bytes] = []
    for row, (word, vector) in enumerate(zip(rows.words, vectors, strict=True), rows.start):
        text = word.replace("\0", "\ufffd").encode()  # which PostgreSQL has no place for
        parts += (struct.pack(">hiii", 4, 4, row, len(text)), text)
        parts += (struct.pack(">ii", 4, row + 1), head, vector.tobytes())
    return b"".join(parts)


def _search(
    connection: Connection[Any], search: Composed, asked: Sequence[tuple[str, int]]
) -> list[Hits]:
    """Return the answers to all that is `asked`, sent together."""
    with connection.cursor(binary=True) as cursor:
        cursor.executemany(search, asked, returning=True)
        found: list[Hits] = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
    return found
