"""Scripts without spaces are segmented by ICU; without ICU the text is rejected."""

import sys
from importlib.metadata import version

import pytest

from embeddings import IsoglossError, TokenRules
from embeddings.text.segment import _breaks, segmenter_versions, to_be_segmented
from embeddings.text.tokens import tokenize, tokenize_lines

CHINESE = "我喜欢猫和狗。"

#: A hundred words, to put a few Chinese names into.
ENGLISH = "some more words of quite another language with spaces between " * 10


@pytest.fixture
def without_icu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icu", None)
    _breaks.cache_clear()


@pytest.fixture
def icu() -> None:
    pytest.importorskip("icu")
    _breaks.cache_clear()


@pytest.mark.usefixtures("icu")
@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("zh", CHINESE, "我 喜欢 猫 和 狗"),
        ("ja", "私は猫が好きです。コーヒーを飲む", "私 は 猫 が 好き です コーヒー を 飲む"),
        ("th", "ฉันรักแมวและสุนัข", "ฉัน รัก แมว และ สุนัข"),
        ("lo", "ຂ້ອຍຮັກພາສາລາວ", "ຂ້ອຍ ຮັກ ພາສາ ລາວ"),
        ("km", "ខ្ញុំស្រលាញ់អ្នក", "ខ្ញុំ ស្រលាញ់ អ្នក"),
        ("my", "မြန်မာဘာသာစကားကိုချစ်သည်", "မြန်မာဘာသာ စကား ကို ချစ်သည်"),
        # ICU counts a letter beyond U+FFFF as two.
        ("zh", "𠀀我喜欢猫", "𠀀 我 喜欢 猫"),
        ("ja", "iPhoneを2024年に買う", "iphone を 2024 年 に 買う"),
    ],
)
def test_text_is_segmented_with_and_without_the_language(language, text: str, tokens: str) -> None:
    assert tokenize(text, TokenRules(language=language)) == tokens
    assert tokenize(text) == tokens


@pytest.mark.usefixtures("icu")
def test_the_versions_are_those_of_icu_and_of_the_package() -> None:
    versions = segmenter_versions()
    assert versions["pyicu"] == version("pyicu")
    assert versions["icu"].split(".")[0].isdigit()


@pytest.mark.usefixtures("icu")
def test_lines_stay_separate() -> None:
    lines = ["", CHINESE, "...", "一二 三", ""]
    assert tokenize_lines(lines) == [tokenize(line) for line in lines]


@pytest.mark.usefixtures("icu")
def test_numbers_are_normalised_after_segmentation() -> None:
    assert tokenize("我喜欢1984年", TokenRules(numbers="normalize")) == "我 喜欢 0000 年"


@pytest.mark.usefixtures("icu")
def test_a_few_words_in_other_text_are_not_segmented() -> None:
    assert tokenize(ENGLISH + CHINESE).endswith(" 我喜欢猫和狗")
    assert tokenize(ENGLISH + CHINESE, TokenRules(language="zh")).endswith(" 和 狗")


@pytest.mark.usefixtures("without_icu")
@pytest.mark.parametrize("language", [None, "en"])
def test_a_page_of_such_text_is_rejected_without_icu(language: str | None) -> None:
    with pytest.raises(IsoglossError, match=r"pip install 'isogloss\[icu\]'.*--tokens whitespace"):
        tokenize(CHINESE * 40, TokenRules(language=language))


@pytest.mark.usefixtures("without_icu")
@pytest.mark.parametrize("language", ["zh-Hant", "zho", "jpn", "ja", "th", "lo", "km", "my"])
def test_any_text_of_such_a_language_is_rejected_without_icu(language: str) -> None:
    with pytest.raises(IsoglossError, match="PyICU"):
        tokenize("猫", TokenRules(language=language))


@pytest.mark.usefixtures("without_icu")
def test_a_few_words_need_no_icu() -> None:
    assert tokenize(CHINESE) == "我喜欢猫和狗"
    assert tokenize(ENGLISH + CHINESE).endswith(" 我喜欢猫和狗")


@pytest.mark.usefixtures("without_icu")
def test_text_that_is_already_split_needs_no_icu() -> None:
    rules = TokenRules(kind="whitespace", language="zh")
    assert tokenize("我 喜欢 猫 " * 100, rules).startswith("我 喜欢 猫 我")


def test_an_empty_text_is_not_segmented() -> None:
    assert not to_be_segmented("", None)
