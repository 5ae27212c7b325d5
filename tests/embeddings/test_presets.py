"""Presets: smaller texts get more epochs; `word2vec` is constant."""

from embeddings.presets import TrainingSettings, preset


def test_smaller_texts_get_more_epochs():
    epochs = [preset("auto", tokens).epochs for tokens in (10**6, 13 * 10**6, 10**9)]
    assert epochs == sorted(epochs, reverse=True)
    assert len(set(epochs)) == 3


def test_the_preset_word2vec_does_not_depend_on_the_text():
    assert preset("word2vec", 10**3) == preset("word2vec", 10**9) == TrainingSettings()
