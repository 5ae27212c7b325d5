import pytest

from align.translation.suggest import nearest_spellings

KNOWN = ("the", "house", "horse", "hose", "cat", "car", "été", "мир", "internationalization")


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("hpuse", ("house", "horse", "hose")),  # one letter; two, the frequent first
        ("huose", ("house", "hose", "horse")),  # two letters swapped are one edit
        ("HOUSEE", ("house", "horse", "hose")),
        ("ca", ()),  # half of it would change
        ("cas", ("cat", "car")),
        ("мирр", ("мир",)),
        ("internationalisation", ("internationalization",)),
        ("zzzzzz", ()),
        ("", ()),
    ],
)
def test_the_nearest_come_first_and_of_those_the_frequent(query, near):
    assert nearest_spellings([query], KNOWN) == [near]


def test_at_most_so_many():
    assert nearest_spellings(["hpuse"], KNOWN, n=1) == [("house",)]


def test_several_words_are_as_each_alone():
    queries = ["hpuse", "zzzzzz", "cas"]
    assert nearest_spellings(queries, KNOWN) == [nearest_spellings([q], KNOWN)[0] for q in queries]


def test_no_queries_or_no_vocabulary_gives_no_suggestions():
    assert nearest_spellings([], KNOWN) == []
    assert nearest_spellings(["house"], ()) == [()]


def test_only_the_frequent_words_are_looked_through():
    many = tuple(f"w{n}" for n in range(50_000))
    assert nearest_spellings(["houze"], (*many, "house")) == [()]
    assert nearest_spellings(["houze"], ("house", *many)) == [("house",)]
