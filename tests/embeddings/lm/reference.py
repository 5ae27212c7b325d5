"""Modified Kneser-Ney as in the papers, with dictionaries: slow, but easy to check."""

from collections import Counter, defaultdict
from functools import cached_property

USUAL = (0.5, 1.0, 1.5)


class Reference:
    """The model of sentences, tuples of words."""

    def __init__(self, sentences, vocabulary, fewest):
        self.vocabulary, self.fewest, self.order = vocabulary, fewest, len(fewest)
        self.raw = [Counter() for _ in range(self.order + 1)]
        for sentence in sentences:
            words = ("<s>", *sentence, "</s>")
            for n in range(1, self.order + 1):
                self.raw[n].update(words[i : i + n] for i in range(len(words) - n + 1))
        del self.raw[1][("<s>",)]

    @cached_property
    def counts(self):
        """The counts of Kneser-Ney of each order."""
        counts = [Counter() for _ in self.raw]
        counts[self.order] = self.raw[self.order]
        for n in range(1, self.order):
            left = defaultdict(set)
            for gram in self.raw[n + 1]:
                left[gram[1:]].add(gram[0])
            counts[n] = Counter({gram: len(words) for gram, words in left.items()})
            counts[n].update({g: c for g, c in self.raw[n].items() if g[0] == "<s>"})
        return counts

    @cached_property
    def discounts(self):
        result = [()]
        for counts in self.counts[1:]:
            t = Counter(counts.values())
            d = USUAL
            if t[1] and t[2] and t[3]:
                y = t[1] / (t[1] + 2 * t[2])
                d = tuple(k - (k + 1) * y * t[k + 1] / t[k] for k in (1, 2, 3))
                if not all(0 < d[k - 1] < k for k in (1, 2, 3)):
                    d = USUAL
            result.append(d)
        return result

    @cached_property
    def followers(self):
        result = defaultdict(list)
        for n in range(1, self.order + 1):
            for gram in self.counts[n]:
                result[gram[:-1]].append(gram)
        return result

    def chance(self, word, context):
        """Return the probability of `word` after `context`, at most order - 1 words."""
        return self._chance(word, tuple(context)[max(0, len(context) - self.order + 1) :])

    def _chance(self, word, context):
        lower = self._chance(word, context[1:]) if context else 1 / (len(self.vocabulary) - 1)
        n = len(context) + 1
        grams = self.followers.get(context, ())
        total = sum(self.counts[n][gram] for gram in grams)
        if not total:
            return lower
        kept, left = 0.0, 0.0
        for gram in grams:
            count = self.counts[n][gram]
            taken = count
            if n == 1 or self.raw[n][gram] >= self.fewest[n - 1]:
                taken = self.discounts[n][min(count, 3) - 1]
            left += taken
            if gram[-1] == word:
                kept = count - taken
        return (kept + left * lower) / total
