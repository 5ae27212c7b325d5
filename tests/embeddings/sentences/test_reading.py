"""Files to the tokens of their sentences."""

from embeddings.sentences.reading import read_sentences


def test_sentences_of_files(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("Mr. Dee came. He didn't\n\nstay.\n", encoding="utf-8")
    second.write_text("No!\n", encoding="utf-8")
    sentences = [" ".join(words) for words in read_sentences([first, second], "en")]
    assert sentences == ["mr . dee came .", "he did n't", "stay .", "no !"]
