"""All translations of a sentence, one by one, in plain Python."""

import math


def options(table, weights, words):
    """Return (start, end, target words, score) for each phrase that fits somewhere."""
    found = []
    for row, phrase in enumerate(table.source.tolist()):
        phrase = tuple(table.source_words[number] for number in phrase if number >= 0)
        for start in range(len(words)):
            if tuple(words[start : start + len(phrase)]) == phrase:
                for pair in range(table.starts[row], table.starts[row + 1]):
                    low, high = table.word_starts[pair], table.word_starts[pair + 1]
                    target = tuple(table.target_words[number] for number in table.words[low:high])
                    chances = table.features[pair].astype(float)
                    score = weights.phrase + weights.word * len(target)
                    score += sum(map(math.prod, zip(weights.features, chances, strict=True)))
                    found.append((start, start + len(phrase), target, score))
    for start, word in enumerate(words):
        if (start, start + 1) not in {option[:2] for option in found}:
            score = weights.phrase + weights.word - weights.copied
            found.append((start, start + 1, (word,), score))
    return found


def derivations(table, weights, words, limit):
    """Yield (spans, target words, score without the language model) for each derivation."""
    known = options(table, weights, words)

    def longer(covered, end, spans, target, score):
        if len(covered) == len(words):
            yield spans, target, score
            return
        gap = min(set(range(len(words))) - covered)
        for start, stop, said, value in known:
            far = start != gap and stop - gap > limit
            if covered & set(range(start, stop)) or abs(start - end) > limit or far:
                continue
            yield from longer(
                covered | set(range(start, stop)),
                stop,
                (*spans, (start, stop, len(target), len(target) + len(said))),
                target + said,
                score + value - weights.distortion * abs(start - end),
            )

    yield from longer(frozenset(), 0, (), (), 0.0)


def best_of_each(table, model, weights, words, limit):
    """Return the largest score of each translation."""
    unknown = {word for word in words if word not in table.source_words}
    found = {}
    for _, target, score in derivations(table, weights, words, limit):
        # A copied word is unknown to the language model, even if it happens to be written like one.
        heard = ["" if word in unknown else word for word in target]
        total = score + weights.language_model * model.score(heard)
        found[target] = max(total, found.get(target, -math.inf))
    return found
