import pytest

from align.lexicon import read_lexicon
from embeddings.errors import MalformedFile

V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c1">
<langSet xml:lang="en"><tig><term>house</term><termNote>noun</termNote></tig>
<ntig><termGrp><term>home &amp; garden</term></termGrp></ntig></langSet>
<langSet xml:lang="fr"><tig><term>mai<hi>son</hi></term></tig></langSet>
</termEntry>
<termEntry id="c2"><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry>
</body></text></martif>
"""

V3 = """<tbx type="TBX-Core" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader/><text><body><conceptEntry id="c1">
<langSec xml:lang="de"><termSec><term>Haus</term></termSec></langSec>
<langSec xml:lang="en-US"><termSec><term>house</term></termSec></langSec>
<langSec xml:lang="en-GB"><termSec><term>home</term></termSec></langSec>
<langSec xml:lang="fi"><termSec><term>talo</term></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that reads the pairs of a TBX file."""

    def run(content, source=None, target=None, name="terms.tbx"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_lexicon(path, source=source, target=target).pairs

    return run


@pytest.mark.parametrize("name", ["terms.tbx", "terms.xml", "terms"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "names", [("en", "fr"), (None, None), ("eng", "klingons"), ("source", "target")]
)
def test_terms_of_version_2_are_paired_within_a_concept(read, name, encoding, names):
    pairs = ("house", "maison"), ("home & garden", "maison")
    assert read(V2.replace("\n", "\r\n").encode(encoding), *names, name=name) == pairs


@pytest.mark.parametrize("names", [("fr", "en"), ("fr", None), (None, "en"), ("fr-CA", "x")])
def test_the_names_choose_the_direction(read, names):
    assert read(V2, *names)[0] == ("maison", "house")


def test_terms_of_version_3_are_read_in_the_languages_asked_for(read):
    assert read(V3, "en", "fi") == (("house", "talo"), ("home", "talo"))
    assert read(V3, "en-GB", "de") == (("home", "Haus"),)
    assert read(V3, "en-GB", "en-US") == (("home", "house"),)


@pytest.mark.parametrize("names", [(None, None), ("en", None), ("en", "fr")])
def test_of_more_languages_both_must_be_named(read, names):
    with pytest.raises(MalformedFile, match=r"terms\.tbx: the languages are de, en-US, en-GB, fi"):
        read(V3, *names)


def test_entities_are_refused_before_they_expand(read):
    laughs = (
        '<!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n'
        "<martif><termEntry><langSet xml:lang='en'><tig><term>&b;</term></tig></langSet>"
        "</termEntry></martif>"
    )
    with pytest.raises(MalformedFile, match="line 1: the entity 'a'"):
        read(laughs)


def test_files_outside_are_not_read(read, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    secret = (tmp_path / "secret.txt").as_uri()
    outside = V2.replace(
        'SYSTEM "TBXBasiccoreStructV02.dtd"', f'[<!ENTITY x SYSTEM "{secret}">]'
    ).replace("house", "&x;")
    with pytest.raises(MalformedFile, match="the entity 'x'"):
        read(outside)
    with pytest.raises(MalformedFile, match="line 5: the entity 'nbsp'"):
        read(V2.replace("house", "big&nbsp;house"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (V2.replace("</body>", ""), "line 10: not XML"),
        ("<tmx/>", "line 1: its root is <tmx>, but that of TBX is <martif> or <tbx>"),
        (V2.replace('<langSet xml:lang="fr">', "<langSet>"), "line 7: <langSet> has no xml:lang"),
        ("<martif/>", "the languages are none"),
        ("not XML", "line 1: not XML"),
        ('<?xml version="1.0" encoding="klingon"?><tbx/>', "encoding"),
        (V2.replace('"fr"', '"en"'), "the languages are en"),
    ],
)
def test_a_malformed_file_is_refused_in_one_line(read, text, part):
    with pytest.raises(MalformedFile, match=part) as caught:
        read(text, "en", "fr")
    assert "\n" not in str(caught.value)
