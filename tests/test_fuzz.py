"""Whatever is printed, the parsers answer, in time, with places that exist; whatever is on the disk, readers refuse politely."""

import datetime as dt
import io
import math
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from small_records import small_records

from extractors.french.dates import find_dates
from extractors.french.fold import fold
from extractors.french.headings import read_heading, read_tagged_heading
from extractors.french.lexicon import label_starts, read_label, split_run_in
from extractors.french.plan_types import find_plan_types, read_own_name
from extractors.legibility import judge_text
from extractors.readers.calendar import read_calendar, read_year_marks
from extractors.readers.indicators import read_indicators
from extractors.readers.money import read_cost
from extractors.readers.numbers import find_numbers, parse_number
from extractors.readers.organisations import is_group, read_organisations, split_qualifier
from extractors.readers.targets import read_targets
from extractors.second_opinion import SecondOpinion
from models.record import Correction, DocumentRecords, Ingestion
from pipeline import journal, tables
from pipeline.hints import from_folders, from_text
from pipeline.moments import read_moments
from pipeline.units import normalise_unit

SAID = (
    "Pilote Pilotes Partenaires Financeurs Coût Budget Total Objectif Indicateurs Calendrier Fiche action Axe Orientation n° "
    "10 000 € k€ M€ euros HT TTC par an / logement % 2024 2024-2026 2024/2026 1er janvier 31/12/2025 S1 T3 dont et ou de l' d' "
    "DDT État Région CAF EPCI ( ) [ ] : ; , . • - – — … | \n \t \u00a0 \u202f 1 1.1 1.1.1 A.2 IV - III) à définir néant sans objet "
    "12,5 1.234,56 1 234 567,89 ½ ² ٣ Ⅳ １２ œ É ﬁ \u00ad \u200b \u202e \ufeff 𝟙 x X √ ◼"
)
WORDS = SAID.split(" ")
phrases = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=40).flatmap(
    lambda words: st.sampled_from([" ", "", "\n"]).map(lambda blank: blank.join(words))
)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NUMBERS = st.one_of(st.none(), st.integers(-(10**12), 10**12))


def placed(text: str, spans) -> None:
    for start, end in spans:
        assert 0 <= start < end <= len(text), (text, spans)


def money(text: str) -> None:
    read = read_cost(text, header=text[:20], year=2024)
    for amount in read.amounts:
        assert amount.low <= amount.high and amount.low.is_finite() and amount.high.is_finite()
        placed(text, amount.spans)
    for funder in read.funders:
        assert funder.mention.strip() and (funder.amount is None or funder.amount.is_finite())
        placed(text, funder.spans)


def dates(text: str) -> None:
    for day, start, end in find_dates(text):
        assert isinstance(day, dt.date)
        placed(fold(text), [(start, end)])
    calendar = read_calendar(text, plan_period=(2020, 2026))
    assert calendar.start is None or calendar.end is None or calendar.start <= calendar.end
    assert all(y is None or 1000 <= y <= 9999 for y in (calendar.start, calendar.end))
    read_year_marks([(2024, text[:9]), (2025, text[9:20])])
    moments = read_moments(text, calendar.start, calendar.end)
    assert moments is not None


def lists(text: str) -> None:
    for mention in read_organisations(text):
        assert mention.mention.strip()
        placed(text, mention.spans)
        split_qualifier(mention.mention)
        is_group(mention.mention)
    for indicator in read_indicators(text):
        assert indicator.text.strip()
        placed(text, indicator.spans)
    for target in read_targets(text):
        assert math.isfinite(target.value)
        placed(text, target.spans)


def labels(text: str) -> None:
    label = read_label(text)
    assert label is None or label.field
    found = split_run_in(text)
    assert found is None or 0 < found[1] <= len(text)
    assert all(0 <= at <= len(text) for at in label_starts(text, [(0, min(5, len(text)))]))


def headings(text: str) -> None:
    for heading in (read_heading(text), read_tagged_heading(text)):
        assert heading is None or heading.role
    find_plan_types(text), read_own_name(text), judge_text(text)


def numbers(text: str) -> None:
    for start, end, value in find_numbers(text):
        assert value.is_finite()
        placed(text, [(start, end)])
    value = parse_number(text)
    assert value is None or value.is_finite()
    normalise_unit(text)


def notes(text: str) -> None:
    """What users write beside a document, and what documents say of themselves."""
    values, problems = from_text(text)
    assert all(v is not None for v in values.values()) and all(isinstance(p, str) for p in problems)
    from_folders(text.splitlines())


PARSERS = (money, dates, lists, labels, headings, numbers, notes)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda p: p.__name__)
def test_any_text_is_read(parser):
    @MODEST
    @given(phrases)
    @example("")
    @example("\u00ad")
    @example("9" * 400 + " €")
    @example("٣٤ € et １２ k€ en ２０２４")
    @example("31/02/2024 au 99/99/9999")
    def run(text):
        parser(text)

    run()


LONG = [
    "(",
    "1 ",
    "a ",
    "1.",
    "10 000 € ",
    "- ",
    "de l'",
    "; ",
    "2024-",
    "\n",
    "é",
    "Pilote : ",
    "DDT, ",
    "A.1.",
    "....",
    "1/1/",
]


@pytest.mark.parametrize("parser", PARSERS, ids=lambda p: p.__name__)
def test_no_pattern_takes_for_ever(parser):
    """A field is a page at most; time may not explode with its length."""
    for piece in LONG:
        text = (piece * 4000)[:4000]
        begun = time.process_time()
        parser(text)
        assert time.process_time() - begun < 5, piece


WHOLE = small_records(1).model_dump_json().encode()


@MODEST
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=20)).map(
            lambda t: WHOLE[: t[0]] + t[2] + WHOLE[t[0] + t[1] :]
        ),
    )
)
@example(b"")
@example(b"[" * 100_000)
@example(b'{"document":' * 5000)
@example(WHOLE.replace(b'"page_count":1', b'"page_count":1e400'))
def test_records_that_are_none_are_refused_one_way(data):
    try:
        records = DocumentRecords.model_validate_json(data)
    except ValidationError:
        return
    assert DocumentRecords.model_validate_json(records.model_dump_json()) == records


@MODEST
@given(st.lists(st.one_of(st.binary(max_size=80), st.just(b'{"ingestion_id":"a"}'), st.just(b"\xff\xfe")), max_size=8))
def test_a_journal_of_anything_gives_its_whole_rows(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("journal") / "ingestions.jsonl"
    good = Ingestion(
        ingestion_id="i", file_name="a.pdf", status="failed", started_at=dt.datetime(2024, 1, 1), pipeline_version="1"
    )
    path.write_bytes(b"\n".join([*lines, good.model_dump_json().encode(), b""]))
    rows = journal.rows(path, Ingestion)
    assert rows[-1] == good
    assert journal.rows(path, Correction) == []


@MODEST
@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=12), NUMBERS, st.floats(), st.none()), min_size=2, max_size=2), max_size=4
    )
)
def test_any_value_is_written_for_a_screen_a_spreadsheet_and_a_program(rows):
    out = io.StringIO(newline="")
    tables.write_csv(out, ["a", "b"], rows)
    tables.write_json(io.StringIO(), ["a", "b"], rows)
    assert tables.aligned(["a", "b"], rows)


def test_the_second_opinion_never_raises(tmp_path, monkeypatch):
    """pdfplumber looks at every page again when it closes, and raises on those it cannot read."""
    import hostile_pdfs as draw

    path = tmp_path / "a.pdf"
    path.write_bytes(draw.page(box=b"[0 0 (x) 842]"))
    with SecondOpinion(path) as opinion:
        assert opinion.tables(1, aligned=False) == []
        opinion.tables(7, aligned=True)


def test_every_document_error_may_come_back_from_a_child():
    """A code the parent does not know would lose the reason."""
    from models import errors
    from pipeline.supervise import BY_CODE

    children = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.DocumentError)]
    assert {c.code for c in children if "code" in vars(c)} <= set(BY_CODE)
    assert len(BY_CODE) == len({c.code for c in BY_CODE.values()})
