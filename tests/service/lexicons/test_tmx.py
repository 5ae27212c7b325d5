import io

from lxml import etree
from translate.storage.tmx import tmxfile

from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

#: The content models of TMX 1.4, for the elements that are used.
DTD = """
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT ude EMPTY>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note|prop)*, tuv+)>
<!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT note (#PCDATA)>
"""


def test_lxml_validates_the_file():
    data, _ = hostile.write("tmx", hostile.entries(hostile.MARKUP))
    dtd = etree.DTD(io.StringIO(DTD))
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


def test_lxml_reads_every_word_and_probability_back():
    pairs = hostile.entries(hostile.MARKUP)
    data, tally = hostile.write("tmx", pairs)
    root = etree.fromstring(data)
    assert [seg.text for seg in root.iter("seg")] == [w for w in hostile.MARKUP for _ in range(2)]
    probabilities = [float(prop.text) for prop in root.iterfind(".//prop[@type='x-probability']")]
    assert probabilities == [round(entry.probability, 4) for entry in pairs]
    assert tally == Tally(len(pairs), 0)


def test_translate_toolkit_reads_words_and_languages():
    words = ("house", "R&D", "new york")
    data, _ = hostile.write("tmx", hostile.entries(words))
    store = tmxfile.parsestring(data, sourcelanguage="en-GB", targetlanguage="zh-Hant")
    assert [(unit.source, unit.target) for unit in store.units] == [(w, w) for w in words]
    assert store.translate("R&D") == "R&D"


def test_words_that_xml_cannot_hold_are_left_out():
    data, tally = hostile.write("tmx", hostile.entries(("a", *hostile.ILLEGAL, "b")))
    assert tally == Tally(2, len(hostile.ILLEGAL))
    assert len(list(etree.fromstring(data).iter("tu"))) == 2
