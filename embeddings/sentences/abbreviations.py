"""Words before whose full stop no sentence ends, and languages with a full stop after an ordinal.

The lists have titles and short words that come before a name or a number. Words that may also end a
sentence, such as etc., are left out: the capital letter after them decides.
"""

from __future__ import annotations

_ALL = "dr prof st no nr vol ed fig op cf vs art cap tab"

_BY_LANGUAGE = {
    "ca": "sr sra srta d da pàg núm",
    "cs": "p pí sl mgr ing č s např tzv tj",
    "da": "hr fr f.eks bl.a s kl",
    "de": "hr hrn fr frl bzw usw ca dgl evtl ggf inkl sog vgl z.b d.h u.a s str abs bd jh "
    "dipl ing mag",
    "en": "mr mrs ms messrs mme mlle rev hon capt col gen lt maj sgt gov sen rep pres supt "
    "esq mt ft e.g i.e viz pp p ch sec",
    "es": "sr sra srta srs sres d da dña ud uds v vd vds vdes pág págs núm gral excmo ilmo lic ing "
    "p.ej sto sta fr",
    "fi": "esim ks mm ns nk tri",
    "fr": "m mm mme mmes mlle mlles mgr me mgrs ste p pp chap n° ex av bd cie vve",
    "it": "sig sigg dott avv ing on pag es ecc.mo",
    "nl": "dhr mevr mw ds ir drs bijv blz jhr p",
    "no": "hr fr f.eks bl.a s kl",
    "pl": "p pan ks im ul np tzw tj al pl inż mgr s",
    "pt": "sr sra srs d dª exmo exma v pág núm eng",
    "ru": "г гг гр ул им см т.е т.к напр стр проф д",
    "sv": "hr fr t.ex bl.a s kl",
    "uk": "р рр м вул ім див т.зв напр с проф",
}

#: Languages that write an ordinal number with a full stop: 3. Mai.
ORDINAL_STOP = frozenset("bs cs da de et eu fi fo hr hu is lb lv nb nn no pl sk sl sr tr".split())

#: Single capital letters that are words, and so may end a sentence.
LETTER_WORDS = {"en": frozenset("I")}


def abbreviations(code: str) -> frozenset[str]:
    """Return the abbreviations of a language, in lower case and without the last full stop.

    Parameters
    ----------
    code
        Its shortest code (`embeddings.languages.primary`).
    """
    return frozenset(f"{_ALL} {_BY_LANGUAGE.get(code, '')}".split())
