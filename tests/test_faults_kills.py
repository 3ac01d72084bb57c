"""kill -9 a few times while ingesting and publishing; benchmarks/kills.py does it more, on drawn PDFs."""

import os

import pytest

from benchmarks import kills


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_a_few_times_nothing_is_lost_doubled_or_left():
    counts, found = kills.run(5, seed=7, files=8, real=False, longest=1.5)
    assert found == []
    assert counts["kills"] == 5
    assert counts["exit code of the last run"] == 3  # one of the files is meant to fail


def test_the_check_sees_what_is_lost(tmp_path):
    from small_records import small_records, write

    from models.record import Ingestion
    from pipeline import journal, store
    from pipeline.settings import Settings

    settings = Settings(home=tmp_path)
    settings.create_folders()
    write(settings, small_records(0))
    store.publish(settings)
    assert kills.troubles(tmp_path, whole=True) == []
    write(settings, small_records(1))
    assert "la base et les relevés diffèrent" in kills.troubles(tmp_path, whole=True)
    read = Ingestion(
        ingestion_id="i", file_name="perdu.pdf", sha256="0" * 64, document_id="0" * 16, status="ok",
        started_at=journal.utc_now(), pipeline_version="1",
    )  # fmt: skip
    journal.append(settings.ingestions, read)
    assert "perdu.pdf : annoncé lu, sans relevé" in kills.troubles(tmp_path, whole=False)
