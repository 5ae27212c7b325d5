"""Loops are compiled, with a cache where one can be written."""

from embeddings.compiled import compiled

SOURCE = "def double(number):\n    return 2 * number\n"


def test_a_function_without_a_place_for_its_cache_is_compiled_all_the_same():
    names: dict[str, object] = {}
    exec(compile(SOURCE, "<nowhere>", "exec"), names)
    double = compiled(names["double"])
    assert double(3) == 6
    assert double.signatures and type(double._cache).__name__ == "NullCache"
