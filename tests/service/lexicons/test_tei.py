import io

from lxml import etree

from align.translation.entries import Entry
from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

TEI = "{http://www.tei-c.org/ns/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: The content models of TEI P5 for the elements of FreeDict dictionaries.
DTD = """
<!ELEMENT TEI (teiHeader, text)>
<!ATTLIST TEI xmlns CDATA #FIXED "http://www.tei-c.org/ns/1.0" version CDATA #IMPLIED
  xml:lang CDATA #IMPLIED>
<!ELEMENT teiHeader (fileDesc)>
<!ELEMENT fileDesc (titleStmt, editionStmt?, extent?, publicationStmt, sourceDesc+)>
<!ELEMENT titleStmt (title+)>
<!ELEMENT title (#PCDATA)>
<!ELEMENT publicationStmt (p+)>
<!ELEMENT sourceDesc (p+)>
<!ELEMENT p (#PCDATA)>
<!ELEMENT text (body)>
<!ELEMENT body (entry+)>
<!ATTLIST body xml:lang CDATA #IMPLIED>
<!ELEMENT entry (form+, sense+)>
<!ELEMENT form (orth+)>
<!ELEMENT orth (#PCDATA)>
<!ELEMENT sense (cit+)>
<!ATTLIST sense n CDATA #IMPLIED>
<!ELEMENT cit (quote, note*)>
<!ATTLIST cit type CDATA #REQUIRED xml:lang CDATA #REQUIRED>
<!ELEMENT quote (#PCDATA)>
<!ELEMENT note (#PCDATA)>
<!ATTLIST note type CDATA #IMPLIED>
"""


def test_lxml_validates_the_file():
    data, _ = hostile.write("tei", hostile.entries(hostile.MARKUP))
    dtd = etree.DTD(io.StringIO(DTD))
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


def test_lxml_reads_every_word_and_probability_back():
    pairs = hostile.entries(hostile.MARKUP)
    data, tally = hostile.write("tei", pairs)
    root = etree.fromstring(data)
    assert [orth.text for orth in root.iter(f"{TEI}orth")] == list(hostile.MARKUP)
    assert [quote.text for quote in root.iter(f"{TEI}quote")] == list(hostile.MARKUP)
    probabilities = [float(note.text) for note in root.iter(f"{TEI}note")]
    assert probabilities == [round(entry.probability, 4) for entry in pairs]
    assert tally == Tally(len(pairs), 0)


def test_the_candidates_of_a_word_are_senses_of_one_entry():
    pairs = [Entry("house", target, 0.5, 0.5) for target in ("maison", "\x00", "logis")]
    data, tally = hostile.write("tei", pairs)
    [entry] = etree.fromstring(data).iter(f"{TEI}entry")
    senses = [(sense.get("n"), sense.find(f".//{TEI}quote").text) for sense in entry[1:]]
    assert senses == [("1", "maison"), ("2", "logis")]
    assert tally == Tally(2, 1)


def test_languages_are_in_xml_lang():
    root = etree.fromstring(hostile.write("tei", hostile.entries(("a",)))[0])
    assert root.find(f".//{TEI}body").get(LANG) == "en-GB"
    assert root.find(f".//{TEI}cit").get(LANG) == "zh-Hant"
