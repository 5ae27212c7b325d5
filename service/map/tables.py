"""A chart as tables for other viewers: the TensorFlow projector and Embedding Atlas."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt

from align.picture.chart import Chart, Cloud
from embeddings.extras import optional

#: Replaces the separators of cells and lines in words.
_BLANK = str.maketrans("\t\r\n", "   ")

_HEAD = ("word", "language", "rank", "translation", "probability")


def projector(chart: Chart) -> tuple[bytes, bytes]:
    """Return the mapped vectors and their metadata as two TSV files for the TensorFlow projector.

    The projector computes its own layout. Tabs and line breaks in words become spaces.
    """
    vectors, metadata = io.BytesIO(), io.StringIO()
    metadata.write("\t".join(_HEAD) + "\n")
    for cloud, other in ((chart.source, chart.target), (chart.target, chart.source)):
        np.savetxt(vectors, cloud.side.vectors[cloud.rows], fmt="%.5g", delimiter="\t")
        columns = _columns(cloud, other)
        for row in zip(*(columns[name] for name in _HEAD), strict=True):
            cells = (f"{c:.4f}" if isinstance(c, float) else str(c) for c in row)
            metadata.write("\t".join(cell.translate(_BLANK) for cell in cells) + "\n")
    return vectors.getvalue(), metadata.getvalue().encode()


def atlas(chart: Chart) -> bytes:
    """Return a Parquet file with a row for each word: its place, translation and hub counts.

    Raises
    ------
    IsoglossError
        If pyarrow is not installed.
    """
    with optional("Parquet", "pyarrow", "parquet"):
        import pyarrow as pa
        from pyarrow import parquet
    pairs = ((chart.source, chart.target), (chart.target, chart.source))
    source, target = (_columns(*pair) | _places(pair[0]) for pair in pairs)
    columns = {name: [*source[name], *target[name]] for name in source}
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream, compression="zstd")
    return stream.getvalue()


def _columns(cloud: Cloud, other: Cloud) -> dict[str, list[Any]]:
    side, table = cloud.side, cloud.side.table
    best: npt.NDArray[np.int32] = table.rows[cloud.rows, 0]
    return {
        "word": [side.words[row] for row in cloud.rows],
        "language": [side.language] * len(cloud.rows),
        "rank": (cloud.rows + 1).tolist(),
        "translation": [other.side.words[row] for row in best],
        "probability": table.probabilities[cloud.rows, 0].tolist(),
    }


def _places(cloud: Cloud) -> dict[str, list[Any]]:
    return {
        "x": cloud.places[:, 0].tolist(),
        "y": cloud.places[:, 1].tolist(),
        "near": cloud.hubs.plain.tolist(),
        "near_after_csls": cloud.hubs.corrected.tolist(),
    }
