import io

from lxml import etree
from translate.storage.tbx import tbxfile

from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

#: The content models of ISO 30042:2008, TBX-Basic, for the elements that are used.
DTD = """
<!ELEMENT martif (martifHeader, text)>
<!ATTLIST martif type CDATA #REQUIRED xml:lang CDATA #REQUIRED>
<!ELEMENT martifHeader (fileDesc, encodingDesc?, revisionDesc?)>
<!ELEMENT fileDesc (titleStmt?, publicationStmt?, sourceDesc+)>
<!ELEMENT titleStmt (title, note*)>
<!ELEMENT title (#PCDATA)>
<!ELEMENT sourceDesc (p+)>
<!ELEMENT encodingDesc (p+)>
<!ELEMENT p (#PCDATA)>
<!ATTLIST p type (XCSURI|XCSContent|DCSName) #IMPLIED>
<!ELEMENT text (body)>
<!ELEMENT body (termEntry+)>
<!ELEMENT termEntry ((descrip|admin|note)*, langSet+)>
<!ATTLIST termEntry id ID #IMPLIED>
<!ELEMENT langSet ((descrip|admin|note)*, tig+)>
<!ATTLIST langSet xml:lang CDATA #REQUIRED>
<!ELEMENT tig (term, termNote*, (descrip|admin|note)*)>
<!ELEMENT term (#PCDATA)>
<!ELEMENT note (#PCDATA)>
"""


def test_lxml_validates_the_file():
    data, _ = hostile.write("tbx", hostile.entries(hostile.MARKUP))
    dtd = etree.DTD(io.StringIO(DTD))
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


def test_lxml_reads_every_word_back():
    data, tally = hostile.write("tbx", hostile.entries(hostile.MARKUP))
    root = etree.fromstring(data)
    terms = [term.text for term in root.iter("term")]
    assert terms == [word for word in hostile.MARKUP for _ in range(2)]
    assert tally == Tally(len(hostile.MARKUP), 0)
    assert (root.tag, root.get("type")) == ("martif", "TBX-Basic")


def test_translate_toolkit_reads_words_languages_and_probabilities():
    words = ("house", "R&D", "new york")
    data, _ = hostile.write("tbx", hostile.entries(words))
    store = tbxfile.parsestring(data, sourcelanguage="en-GB", targetlanguage="zh-Hant")
    assert [(unit.source, unit.target) for unit in store.units] == [(w, w) for w in words]
    assert store.units[1].getnotes() == "probability 0.8990, score 0.4990"
    assert store.units[0].getid() == "c1"


def test_languages_are_in_xml_lang():
    root = etree.fromstring(hostile.write("tbx", hostile.entries(("a",)))[0])
    key = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [each.get(key) for each in root.iter("langSet")] == ["en-GB", "zh-Hant"]


def test_words_that_xml_cannot_hold_are_left_out():
    data, tally = hostile.write("tbx", hostile.entries(("a", *hostile.ILLEGAL, "b")))
    assert tally == Tally(2, len(hostile.ILLEGAL))
    assert [each.get("id") for each in etree.fromstring(data).iter("termEntry")] == ["c1", "c2"]
