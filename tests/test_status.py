"""``status`` tells the queue, what is running, what was read and what failed, with ages."""

import datetime as dt
import os

import pytest
from stand_in import BUILDER, READER, fake_pdf

from pipeline import journal, store
from pipeline.ingest import ingest
from pipeline.locking import home_lock
from pipeline.settings import Settings
from pipeline.status import status


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "publish", lambda _: store.Published())
    made = Settings(home=tmp_path / "home", workers=2, timeout=10, reader=READER, builder=BUILDER)
    made.create_folders()
    return made


def test_an_empty_home_and_a_queue(settings):
    assert "En attente dans le dépôt : aucun fichier" in status(settings)
    fake_pdf(settings.inbox, "sub/a.pdf")
    (settings.inbox / "b.pdf").write_bytes(b"%PDF-1.4\n")
    fake_pdf(settings.inbox, "c.pdf.part")
    told = status(settings, journal.utc_now() + dt.timedelta(hours=3))
    assert "2 fichiers, le plus ancien il y a 3 h, dont 1 copie pas encore entière" in told
    assert "Surveillance : arrêtée" in told


def test_who_is_working_and_how_far(settings):
    fake_pdf(settings.in_hand, "1-x/a.pdf")
    assert "Interrompu : 1 fichier en main" in status(settings)
    (settings.work / "d1").mkdir()
    (settings.work / "d1" / "progress").write_text("3 20 0")
    with home_lock(settings.lock), home_lock(settings.watch_lock):
        told = status(settings)
    assert f"En cours : processus {os.getpid()}" in told and "1 fichier en main, page 3 sur 20" in told
    assert f"Surveillance : processus {os.getpid()}" in told and "depuis" in told


def test_what_was_read_and_what_fails(settings, tmp_path):
    ingest([fake_pdf(tmp_path, "a.pdf"), fake_pdf(tmp_path, "b.pdf", "encrypted")], settings)
    told = status(settings, journal.utc_now() + dt.timedelta(days=3))
    assert "Documents lus : 1, le dernier il y a 3 j" in told
    assert "Fichiers en échec (1) :" in told and "b.pdf (il y a 3 j) : Ce PDF est protégé" in told
