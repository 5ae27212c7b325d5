import pytest
from lxml import etree

from service.lexicons.markup import can_be_held, escaped
from tests.service.lexicons import hostile


@pytest.mark.parametrize("word", hostile.ILLEGAL)
def test_words_that_xml_cannot_hold_are_those_that_a_parser_rejects(word):
    [entry] = hostile.entries((word,))
    assert not can_be_held(entry)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(f"<a>{escaped(word)}</a>".encode())


@pytest.mark.parametrize("word", hostile.MARKUP)
def test_escaped_text_is_read_back_in_elements_and_attributes(word):
    [entry] = hostile.entries((word,))
    assert can_be_held(entry)
    root = etree.fromstring(f'<a b="{escaped(word)}">{escaped(word)}</a>'.encode())
    assert root.text == root.get("b") == word
