import re

import pytest

from service.batch.read import Mistakes, read_jobs
from service.cli.commands.batch import kinds
from tests.service.running import ROOT


@pytest.fixture
def mistakes(write, tmp_path):
    """Return a function that reads a file of jobs and returns its mistakes."""
    (tmp_path / "en.txt").write_text("a b\n")
    (tmp_path / "en.vec").write_text("a 1\n")
    (tmp_path / "gold.txt").write_text("a b\n")

    def mistakes(text):
        with pytest.raises(Mistakes) as caught:
            read_jobs(write(text), kinds())
        return caught.value.found

    return mistakes


TWO = '[train.en]\ntext = "en.txt"\n[train.es]\ntext = "en.txt"\n'
PAIR = TWO + '[align.en-es]\nsource = "en"\ntarget = "es"\n'


@pytest.fixture
def jobs(write, tmp_path):
    """Return a function that reads a file of jobs and returns the jobs by id."""
    (tmp_path / "en.txt").write_text("a b\n")
    (tmp_path / "gold.txt").write_text("a b\n")
    return lambda text: {job.id: job for job in read_jobs(write(text), kinds())}


def test_a_job_knows_what_it_reads_needs_and_writes(jobs, tmp_path):
    by_id = jobs(PAIR + "[lexicon.en-es]\n[evaluate.en-es]\ngold = 'gold.txt'\n")
    assert by_id["train.en"].files == {"text": (str(tmp_path / "en.txt"),)}
    assert by_id["align.en-es"].needs == {"source": "train.en", "target": "train.es"}
    assert by_id["evaluate.en-es"].needs == {"model": "align.en-es"}
    assert [job.output for job in by_id.values()] == [
        *("en.npz", "es.npz", "en-es", "en-es.evaluation.json", "en-es.tsv")
    ]


def test_the_language_defaults_to_the_name_of_the_table(jobs):
    by_id = jobs(TWO + 'lang = "ca"\n')
    assert [job.settings["lang"] for job in by_id.values()] == ["en", "ca"]


def test_defaults_apply_to_jobs_with_that_option_unless_the_table_sets_it(jobs):
    by_id = jobs("[defaults]\nseed = 3\nepochs = 2\nk = 5\n" + PAIR + "seed = 4\n[lexicon.en-es]\n")
    assert (by_id["train.en"].settings["seed"], by_id["align.en-es"].settings["seed"]) == (3, 4)
    assert by_id["train.en"].settings["epochs"] == 2
    assert by_id["lexicon.en-es"].settings["k"] == 5


@pytest.mark.parametrize(
    ("table", "output", "format"),
    [
        ("", "en-es.tsv", "tsv"),
        ('format = "muse"\n', "en-es.txt", "muse"),
        ('format = "csv"\n', "en-es.csv", "csv"),
        ('output = "a.jsonl.gz"\n', "a.jsonl.gz", "jsonl"),
    ],
)
def test_the_suffix_of_a_dictionary_follows_its_format(jobs, table, output, format):
    job = jobs(f"{PAIR}[lexicon.en-es]\n{table}")["lexicon.en-es"]
    assert (job.output, job.settings["format"]) == (output, format)


def test_a_table_name_refers_to_the_result_of_that_table(jobs):
    text = PAIR + '[lexicon.small]\nmodel = "en-es"\nreverse = true\n'
    text += '[align.again]\nsource = "en"\ntarget = "es"\nseed-dictionary = "small"\n'
    by_id = jobs(text)
    assert by_id["lexicon.small"].needs == {"model": "align.en-es"}
    assert by_id["align.again"].needs["seed-dictionary"] == "lexicon.small"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[train.en]\ntext = \n", "not a TOML file in UTF-8: Invalid value (at line 2, column 8)"),
        ("", "no jobs; expected tables such as [train.en]"),
        ("[alig.x]\n", "[alig]: unknown table; did you mean 'align'?"),
        (
            "[train]\ntext = 'en.txt'\n",
            "[train] text: not a table; write it in a [train.NAME] table or in",
        ),
        ("train = 3\n", "[train]: expected a table [train.NAME]"),
        ("[train.'a/b']\ntext = 'en.txt'\n", "[train.a/b]: invalid name; use letters, digits"),
        ("[train.en]\n", "[train.en] text: missing; the job needs this input"),
        ("[train.en]\ntext = 3\n", "[train.en] text: expected a path, or a list of them, got 3"),
        ("[train.en]\ntext = []\n", "[train.en] text: expected a path, or a list of them"),
        ("[train.en]\ntext = '-'\n", "[train.en] text: a batch cannot read the standard input"),
        ("[train.en]\ntext = 'no.txt'\n", "[train.en] text: no file /"),
        ("[train.en]\ntext = '*.gz'\n", "no file with text matches"),
        (TWO + "epoch = 2\n", "[train.es] epoch: unknown key; did you mean 'epochs'?"),
        (TWO + "epochs = 0\n", "[train.es] epochs: 0 is not in the range x>=1"),
        (TWO + "epochs = '2'\n", "[train.es] epochs: expected a whole number, got '2'"),
        (TWO + "epochs = true\n", "[train.es] epochs: expected a whole number, got true"),
        (TWO + "phrases = 1\n", "[train.es] phrases: expected true or false, got 1"),
        (TWO + "sample = 2\n", "[train.es] sample: 2.0 is not in the range 0<=x<=1"),
        (TWO + "preset = 'x'\n", "[train.es] preset: 'x' is not one of 'auto', 'word2vec'"),
        (TWO + "threads = 2\n", "[train.es] threads: unknown key; expected one of bad-bytes"),
        (TWO + "output = '../x.npz'\n", "[train.es] output: expected a name without folders"),
        (TWO + "output = 'x.xyz'\n", "[train.es] output: x.xyz: cannot tell the format"),
        (TWO + "output = 'en.npz'\n", "[train.es] output: en.npz is also written by [train.en]"),
        (
            "[lexicon.a]\noutput = 'batch.csv'\n",
            "[lexicon.a] output: batch.csv is also written by the",
        ),
        ("[defaults]\nepoch = 1\n" + TWO, "[defaults] epoch: not an option of any job"),
        ("[defaults]\nepochs = 0\n" + TWO, "[defaults] epochs: 0 is not in the range x>=1"),
        (
            TWO + "[align.a]\nsource = 'en'\ntarget = 'fr'\n",
            "[align.a] target: no table [train.fr], and no file /",
        ),
        (
            TWO + "[align.a]\nsource = 'en'\ntarget = '.'\n",
            "expected a file",
        ),
        (
            TWO + "[align.a]\nsource = 'en'\ntarget = 'en'\n",
            "[align.a] target: both languages are called 'en'",
        ),
        ("[lexicon.en-es]\n", "[lexicon.en-es] model: no table [align.en-es], and no file /"),
        ("[lexicon.a]\nmodel = 'en.vec'\n", "en.vec: expected the folder of a model"),
        (
            PAIR + "seed-dictionary = 'en-es'\n[lexicon.en-es]\n",
            "[align.en-es]: a cycle: align.en-es needs lexicon.en-es needs align.en-es",
        ),
        (
            PAIR + "[lexicon.en-es]\nformat = 'tmx'\n[evaluate.en-es]\ngold = 'en-es'\n",
            "[evaluate.en-es] gold: lexicon.en-es has the format tmx; "
            "expected tsv, muse, csv, glossary or tbx",
        ),
    ],
)
def test_a_mistake_is_reported_with_table_and_key(mistakes, text, message):
    assert message in "\n".join(mistakes(text))


def test_all_mistakes_are_reported_at_once(mistakes):
    lines = mistakes(
        "[defaults]\nsed = 1\n" + PAIR + "init = 'magic'\nseed-dictionary = 'en-es'\n"
        "[evaluate.en-es]\ngold = 'no.txt'\n[lexicon.en-es]\n[lexicon.b]\nmodel = 'en-es'\n"
        "output = 'en-es.tsv'\nmutual = 'yes'\n"
    )
    keys = ["[defaults] sed", "[align.en-es] init", "[evaluate.en-es] gold", "[lexicon.b] mutual"]
    keys += ["[align.en-es]", "[lexicon.b] output"]
    assert [line.partition(":")[0] for line in lines] == keys


def test_a_wrong_default_is_reported_once(mistakes):
    assert len(mistakes("[defaults]\nepochs = 0\n" + TWO)) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_the_documented_examples_are_valid(mistakes, number):
    text = (ROOT / "docs/guide/batch.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    assert [line for line in mistakes(examples[number]) if "no file" not in line] == []
