"""The drop folder: what is taken, when, by whom, and where it goes."""

import dataclasses
import json
import os
from pathlib import Path

import duckdb
import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.errors import HomeLocked, InboxReadOnly, UsageError
from models.record import Ingestion
from pipeline import hints, journal, store
from pipeline.inbox import collect, folders
from pipeline.inbox.collect import Collector, Pace
from pipeline.inbox.filing import retry, retry_completed
from pipeline.inbox.folders import INFO, NOTE, free_name, open_inbox
from pipeline.inbox.scan import Settling, missing, scan
from pipeline.inbox.watch import once
from pipeline.locking import home_lock
from pipeline.settings import Settings

PACE = Pace(settle=0, interval=0.05, patience=600, retry_after=0.05)


@pytest.fixture
def settings(tmp_path):
    made = Settings(home=tmp_path / "home", workers=2, timeout=15, memory=300 << 20, reader=READER, builder=BUILDER)
    made.create_folders()
    return made


@pytest.fixture
def publishing():
    """Asked for by the tests that look at the database; the others do without it."""


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    if "publishing" not in request.fixturenames:
        monkeypatch.setattr(store, "publish", lambda _: store.Published())


@pytest.fixture
def drop(settings):
    return settings.inbox


def run(settings, pace=PACE, **options):
    """One pass; what was said."""
    said = []
    inbox = open_inbox(settings, in_place=options.pop("in_place", False))
    report, left = once(settings, inbox, pace, said.append, **options)
    return report, left, said


def tree(folder):
    """Files and links under a folder, as relative names."""
    return sorted(
        str(Path(root, f).relative_to(folder)) for root, ds, fs in os.walk(folder) for f in [*fs, *ds]
        if f in fs or os.path.islink(os.path.join(root, f))
    )  # fmt: skip


def raw(settings, name):
    return tree(settings.home / "raw" / name)


# What is there


def test_junk_notes_and_text_files_are_not_dropped_documents(drop):
    for name in ("a.pdf", "sub/B.PDF", "c.docx", "d.pdf" + NOTE, "a.pdf" + INFO, "~$e.pdf", ".f.pdf", "g.pdf.part",
                 "h.pdf.crdownload", "Thumbs.db", "._i.pdf", "@eaDir/j.pdf", "__MACOSX/k.pdf", ".hidden/l.pdf"):  # fmt: skip
        fake_pdf(drop, name)
    assert [str(f.relative) for f in scan(drop)] == ["a.pdf", "c.docx", "sub/B.PDF"]


def test_links_are_listed_and_never_followed(drop, tmp_path):
    fake_pdf(tmp_path, "elsewhere/a.pdf")
    (drop / "folder").symlink_to(tmp_path / "elsewhere")
    (drop / "file.pdf").symlink_to(tmp_path / "elsewhere" / "a.pdf")
    assert [(str(f.relative), f.regular) for f in scan(drop)] == [("file.pdf", False), ("folder", False)]


def test_a_file_is_ready_once_it_has_settled(drop):
    now = [0.0]
    settling = Settling(5, 600, clock=lambda: now[0])

    def ready():
        return [str(f.relative) for f in settling.ready(drop, list(scan(drop)))]

    path = fake_pdf(drop, "a.pdf")
    assert ready() == []
    now[0] = 4.9
    path.write_bytes(path.read_bytes() + b"\n")  # still being written: the wait starts again
    assert ready() == []
    now[0] = 9.0
    assert ready() == [] and settling.moving() == 1
    now[0] = 9.9
    assert ready() == ["a.pdf"] and settling.moving() == 0


def test_a_stalled_copy_is_looked_at_again_for_ever_until_it_is_whole(drop):
    now = [0.0]
    settling = Settling(5, 600, clock=lambda: now[0])
    path = fake_pdf(drop, "a.pdf")
    whole = path.read_bytes()
    path.write_bytes(whole[:-6])
    for second in (0, 5, 100, 500):
        now[0] = second
        assert settling.ready(drop, list(scan(drop))) == []
    assert [e.code for e in settling.incomplete().values()] == ["pdf_tronque"]
    path.write_bytes(whole)
    now[0] = 501
    assert settling.ready(drop, list(scan(drop))) == []
    now[0] = 506
    assert len(settling.ready(drop, list(scan(drop)))) == 1
    path.write_bytes(whole[:-6])
    now[0] = 507
    assert settling.ready(drop, list(scan(drop))) == []
    now[0] = 1107  # too long: taken, to be refused with its reason
    assert len(settling.ready(drop, list(scan(drop)))) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier_vide"), (b"\0" * 5000, "pdf_tronque"), (b"%PDF-1.4\nx", "pdf_tronque"),
        (b"%PDF-1.4\n%%EOF\n" + b"\0" * 9000, None), (b"<html>", None), (b"junk\n%PDF-1.4\n%%EOF", None),
    ],
)  # fmt: skip
def test_what_an_unfinished_copy_lacks(drop, content, code):
    (drop / "a.pdf").write_bytes(content)
    found = missing(drop / "a.pdf")
    assert (found.code if found else None) == code


# Outcomes


def test_every_outcome_has_its_folder_and_its_reason(publishing, settings, drop, tmp_path):
    fake_pdf(drop, "ok.pdf")
    fake_pdf(drop, "35/PLH/été à côté.pdf", "slow")
    (drop / "35" / "copie.pdf").write_bytes((drop / "ok.pdf").read_bytes())
    fake_pdf(drop, "35/protégé.pdf", "encrypted")
    fake_pdf(drop, "en partie.pdf", "one_page_failed")
    (drop / "note.docx").write_bytes(b"PK\3\4")
    (drop / "lien.pdf").symlink_to("/dev/zero")
    os.mkfifo(drop / "tube.pdf")
    report, left, said = run(settings)
    assert (report.exit_code, left) == (3, 0)
    assert tree(drop) == []
    assert raw(settings, "traites") == ["35/PLH/été à côté.pdf", "en partie.pdf", f"en partie.pdf{NOTE}", "ok.pdf"]
    assert raw(settings, "doublons") == ["35/copie.pdf", f"35/copie.pdf{NOTE}"]
    failed = ["35/protégé.pdf", "lien.pdf", "note.docx", "tube.pdf"]
    assert raw(settings, "echecs") == sorted([*failed, *(f + NOTE for f in failed)])
    assert raw(settings, "en-cours") == []
    note = (settings.home / "raw/echecs/35" / f"protégé.pdf{NOTE}").read_text("utf-8")
    for told in ("35/protégé.pdf", "mot de passe", "pdf_chiffre", "planotheque retry"):
        assert told in note
    first = (settings.home / "raw/doublons/35" / f"copie.pdf{NOTE}").read_text("utf-8")
    assert "Premier fichier : ok.pdf" in first
    assert any("35/protégé.pdf : échec" in s and "echecs/35/protégé.pdf" in s for s in said)
    with duckdb.connect(str(settings.database), read_only=True) as con:
        assert con.execute("select count(*) from documents").fetchone() == (3,)


def test_never_two_files_on_one_name(settings, drop):
    for mode in ("ok", "slow", "encrypted"):
        fake_pdf(drop, "plan.pdf", mode)
        run(settings)
    fake_pdf(drop, "plan.pdf", "bug")
    run(settings)
    assert raw(settings, "traites") == ["plan (2).pdf", "plan.pdf"]
    assert raw(settings, "echecs") == ["plan (2).pdf", f"plan (2).pdf{NOTE}", "plan.pdf", f"plan.pdf{NOTE}"]


def test_names_too_long_for_their_notes_are_shortened(tmp_path):
    (tmp_path / ("é" * 125 + ".pdf")).touch()
    made = free_name(tmp_path / ("é" * 125 + ".pdf"))
    (tmp_path / (made.name + NOTE)).touch()
    made.touch()
    assert free_name(made).name.endswith(" (2).pdf")


def test_a_name_that_is_no_text_goes_through(settings, drop):
    fake_pdf(drop, "a.pdf").rename(os.fsdecode(os.fsencode(drop) + b"/bad\xff\n.pdf"))
    report, _, said = run(settings)
    assert [o.status for o in report.outcomes] == ["ok"]
    assert len(raw(settings, "traites")) == 1
    assert "bad\\xff" in said[0]


def test_unfinished_copies_stay_and_are_told(settings, drop):
    path = fake_pdf(drop, "a.pdf")
    whole = path.read_bytes()
    path.write_bytes(whole[:-6])
    report, left, said = run(settings)
    assert (report.outcomes, left, tree(drop)) == ([], 1, ["a.pdf"])
    assert "copie inachevée" in said[-1]
    path.write_bytes(whole)
    assert run(settings)[0].exit_code == 0
    path.write_bytes(whole[:-6])
    os.utime(path, (1, 1))  # dropped long ago, and still not whole
    assert [o.ingestion.error_code for o in run(settings)[0].outcomes] == ["pdf_tronque"]


# Once more


def test_dropping_again_or_retry_tries_again(settings, drop):
    fake_pdf(drop, "sub/a.pdf", "hang")
    run(dataclasses.replace(settings, timeout=2))
    assert raw(settings, "echecs") == ["sub/a.pdf", f"sub/a.pdf{NOTE}"]
    inbox = open_inbox(settings)
    assert retry(inbox, ["absent.pdf"]) == []
    assert retry(inbox, ["a.pdf"]) == [drop / "sub/a.pdf"]
    assert raw(settings, "echecs") == []
    report, *_ = run(dataclasses.replace(settings, reader="test_ingest:read_well"))
    assert [o.status for o in report.outcomes] == ["ok"]
    assert raw(settings, "traites") == ["sub/a.pdf"]


def test_a_copy_that_went_on_after_it_was_refused_is_taken_back(settings, drop):
    path = fake_pdf(drop, "a.pdf")
    whole = path.read_bytes()
    path.write_bytes(whole[:-6])
    os.utime(path, (1, 1))
    run(settings)
    failed = settings.home / "raw/echecs/a.pdf"
    os.utime(str(failed) + NOTE, (2, 2))
    assert retry_completed(open_inbox(settings)) == []
    failed.write_bytes(whole)  # the writer still had it open
    assert retry_completed(open_inbox(settings)) == [path]
    assert raw(settings, "echecs") == []


def test_what_may_pass_is_tried_again_but_not_for_ever(settings, drop, monkeypatch):
    from models.errors import UnreadableFile
    from pipeline import session

    real, calls = session.fingerprint, []

    def flaky(path, originals):
        calls.append(path.name)
        if (path.name == "a.pdf" and calls.count("a.pdf") < 3) or path.name == "b.pdf":
            raise UnreadableFile("partage débranché")
        return real(path, originals)

    monkeypatch.setattr(session, "fingerprint", flaky)
    fake_pdf(drop, "a.pdf")
    fake_pdf(drop, "b.pdf", "slow")
    report, _, said = run(settings)
    assert {o.ingestion.file_name: o.status for o in report.outcomes} == {"a.pdf": "ok", "b.pdf": "failed"}
    assert calls.count("b.pdf") == PACE.tries
    assert sum("nouvel essai dans" in s for s in said) == 4


def test_a_full_disk_makes_files_wait(settings, drop, monkeypatch):
    fake_pdf(drop, "a.pdf")
    said, real = [], collect.shutil.disk_usage
    collector = Collector(settings, open_inbox(settings), PACE, said.append)
    monkeypatch.setattr(collect.shutil, "disk_usage", lambda p: real(p)._replace(free=1000))
    collector.look()
    collector.look()
    assert tree(drop) == ["a.pdf"] and len(said) == 1 and "disque" in said[0]
    monkeypatch.undo()
    collector.look()
    assert raw(settings, "traites") == ["a.pdf"]


# One owner


def test_a_file_taken_by_somebody_else_is_no_failure(settings, drop, monkeypatch):
    fake_pdf(drop, "a.pdf")
    fake_pdf(drop, "b.pdf", "slow")
    collector = Collector(settings, open_inbox(settings), PACE, lambda _: None)
    ready = collector._ready
    monkeypatch.setattr(collector, "_ready", lambda: (ready(), (drop / "a.pdf").unlink())[0])
    collector.look()
    assert [o.ingestion.file_name for o in collector.report.outcomes] == ["b.pdf"]


def test_a_folder_swapped_for_a_link_is_not_entered(settings, drop, tmp_path, monkeypatch):
    fake_pdf(drop, "sub/a.pdf")
    fake_pdf(tmp_path, "elsewhere/a.pdf", "slow")
    collector = Collector(settings, open_inbox(settings), PACE, lambda _: None)
    ready = collector._ready

    def swap():
        found = ready()
        (drop / "sub").rename(tmp_path / "moved")
        (drop / "sub").symlink_to(tmp_path / "elsewhere")
        return found

    monkeypatch.setattr(collector, "_ready", swap)
    collector.look()
    assert collector.report.outcomes == []
    assert (tmp_path / "elsewhere/a.pdf").exists()


def test_two_at_once_wait_for_each_other(settings, drop):
    fake_pdf(drop, "a.pdf")
    collector = Collector(settings, open_inbox(settings), PACE, lambda _: None)
    with home_lock(settings.lock), pytest.raises(HomeLocked):
        collector.look()
    assert tree(drop) == ["a.pdf"]
    collector.look()
    assert raw(settings, "traites") == ["a.pdf"]


def test_what_a_killed_run_had_in_hand_is_taken_up_again(settings, drop):
    fake_pdf(drop, "a.pdf")
    fake_pdf(drop, "sub/b.pdf", "slow")
    inbox = open_inbox(settings)
    run(settings)
    # b was read and journaled, and not yet filed away; c had only been claimed
    for name, back in (("1-x/sub/b.pdf", settings.home / "raw/traites/sub/b.pdf"), ("1-x/c.pdf", None)):
        target = inbox.in_hand / name
        target.parent.mkdir(parents=True, exist_ok=True)
        back.rename(target) if back else fake_pdf(inbox.in_hand, name, "no_words")
    report, _, _ = run(settings)
    assert [o.ingestion.file_name for o in report.outcomes] == ["c.pdf", "b.pdf"]
    assert raw(settings, "traites") == ["a.pdf", "sub/b.pdf"]  # no duplicate of itself
    assert raw(settings, "echecs") == ["c.pdf", f"c.pdf{NOTE}"]
    assert raw(settings, "en-cours") == [] and os.listdir(inbox.in_hand) == []


def test_a_file_that_stops_planotheque_every_time_is_refused(settings):
    inbox = open_inbox(settings)
    fake_pdf(inbox.in_hand, "6-x/poison.pdf")
    fake_pdf(inbox.in_hand, "5-x/suspect.pdf", "slow")
    report, _, _ = run(settings)
    assert {o.ingestion.file_name: o.ingestion.error_code for o in report.outcomes} == {
        "poison.pdf": "lecteur_interrompu", "suspect.pdf": None,
    }  # fmt: skip
    assert raw(settings, "echecs") == ["poison.pdf", f"poison.pdf{NOTE}"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_interruption_gives_files_back(settings, drop, monkeypatch):
    for name in "abc":
        fake_pdf(drop, f"{name}.pdf")
    collector = Collector(settings, open_inbox(settings), PACE, lambda _: None)
    real = collector._settled

    def interrupted(item, outcome):
        real(item, outcome)
        raise KeyboardInterrupt

    monkeypatch.setattr(collector, "_settled", interrupted)
    with pytest.raises(KeyboardInterrupt):
        collector.look()
    assert (raw(settings, "traites"), tree(drop), raw(settings, "en-cours")) == (["a.pdf"], ["b.pdf", "c.pdf"], [])
    run(settings)
    assert raw(settings, "traites") == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_publication_that_failed_is_made_at_the_next_look(publishing, settings, drop, monkeypatch):
    fake_pdf(drop, "a.pdf")
    collector = Collector(settings, open_inbox(settings), PACE, lambda _: None)
    real = store.publish
    monkeypatch.setattr(store, "publish", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        collector.look()
    assert raw(settings, "traites") == ["a.pdf"] and not settings.database.exists()
    monkeypatch.setattr(store, "publish", real)
    Collector(settings, open_inbox(settings), PACE, lambda _: None).look()  # even after a restart
    assert settings.database.exists()


# Places


def test_a_read_only_drop_folder_is_refused_or_left_as_it_is(settings, tmp_path, monkeypatch):
    drop = tmp_path / "share"
    fake_pdf(drop, "a.pdf")
    fake_pdf(drop, "b.pdf", "encrypted")
    real = folders.os.open

    def read_only(path, flags, *args, **options):
        if flags & os.O_CREAT and Path(path).parent == drop:
            raise OSError(30, "Read-only file system")
        return real(path, flags, *args, **options)

    monkeypatch.setattr(folders.os, "open", read_only)
    with pytest.raises(InboxReadOnly, match="--in-place"):
        open_inbox(settings, drop)
    inbox = open_inbox(settings, drop, in_place=True)
    for expected in (["ok", "failed"], []):
        report, _ = once(settings, inbox, PACE, lambda _: None)
        assert [o.status for o in report.outcomes] == expected
    assert tree(drop) == ["a.pdf", "b.pdf"] and raw(settings, "echecs") == []
    assert collect.Register(inbox.register).retry() == 1
    assert len(once(settings, inbox, PACE, lambda _: None)[0].outcomes) == 1
    fake_pdf(drop, "a.pdf", "slow")  # new content under an old name
    assert len(once(settings, inbox, PACE, lambda _: None)[0].outcomes) == 1


def test_places_that_cannot_serve_are_refused(settings, tmp_path):
    fake_pdf(tmp_path, "file.pdf")
    for bad in (tmp_path / "absent", tmp_path / "file.pdf", settings.home, settings.structured, settings.originals):
        with pytest.raises(UsageError):
            open_inbox(settings, bad)


def test_a_drop_folder_on_another_disk(settings, tmp_path, monkeypatch):
    drop = tmp_path / "share"
    fake_pdf(drop, "sub/a.pdf")
    fake_pdf(drop, "b.pdf", "encrypted")
    real_stat, real_rename = folders.os.stat, os.rename

    def stat(path, **options):
        found = real_stat(path, **options)
        return os.stat_result((*found[:2], 99, *found[3:])) if Path(path) == drop else found

    def rename(source, target, **options):
        if Path(source).is_relative_to(drop) != Path(target).is_relative_to(drop):
            raise OSError(18, "Invalid cross-device link")
        return real_rename(source, target, **options)

    monkeypatch.setattr(folders.os, "stat", stat)
    inbox = open_inbox(settings, drop)
    assert inbox.in_hand.is_relative_to(drop)
    monkeypatch.setattr(os, "rename", rename)
    once(settings, inbox, PACE, lambda _: None)
    assert raw(settings, "traites") == ["sub/a.pdf"] and raw(settings, "echecs") == ["b.pdf", f"b.pdf{NOTE}"]
    assert tree(drop) == []


# What is said beside the document


def test_folder_names_fill_what_the_document_does_not_say(publishing, settings, drop):
    fake_pdf(drop, "35 - Ille-et-Vilaine/plh/a.pdf")
    run(settings, folders=True)
    fake_pdf(drop, "44/b.pdf", "slow")
    run(settings)  # not asked for
    rows = documents(settings)
    assert rows["a.pdf"] == ("PLH", "Ille-et-Vilaine", "35", "departement", "Plan a.pdf")
    assert rows["b.pdf"] == (None, None, None, None, "Plan b.pdf")


def test_a_text_file_overrides_and_travels_with_its_pdf(publishing, settings, drop):
    fake_pdf(drop, "35/PLH/a.pdf")
    (drop / "35/PLH" / f"a.pdf{INFO}").write_text(
        "Type : CIA\nDépartement : 44\ndébut : 2020\nTitre = Le vrai titre\nx\n"
    )
    run(settings, folders=True)
    assert documents(settings)["a.pdf"] == ("CIA", "Loire-Atlantique", "44", "departement", "Le vrai titre")
    assert raw(settings, "traites") == ["35/PLH/a.pdf", f"35/PLH/a.pdf{INFO}"]
    with duckdb.connect(str(settings.database), read_only=True) as con:
        told = [r[0] for r in con.execute("select message from checks order by 1").fetchall()]
    assert any("le document dit « Plan a.pdf »" in t for t in told)
    assert any("ligne non comprise : « x »" in t for t in told)
    again = fake_pdf(drop, "a.pdf")
    (drop / f"a.pdf{INFO}").write_text("titre : Corrigé")  # the same document, better described
    run(settings)
    assert not again.exists() and documents(settings)["a.pdf"][4] == "Corrigé"


def test_words_in_folder_names_are_not_taken_for_codes():
    for name in ("2020", "Plans 2020-2025", "lot 03", "fiche 12", "Plans 35", "à lire"):
        assert hints.from_folders([name]) == {}, name
    for name in ("2A", "dept_2A", "Corse-du-Sud", "2A - Corse-du-Sud"):
        assert hints.from_folders([name])["territory_code"] == "2A", name


def documents(settings):
    with duckdb.connect(str(settings.database), read_only=True) as con:
        rows = con.execute(
            "select file_name, plan_type, territory, territory_code, territory_level, title from documents"
        ).fetchall()
    return {r[0]: r[1:] for r in rows}


def test_the_journal_has_every_attempt(settings, drop):
    fake_pdf(drop, "a.pdf")
    run(settings)
    fake_pdf(drop, "a.pdf")
    run(settings)
    assert [r.status for r in journal.rows(settings.ingestions, Ingestion)] == ["ok", "duplicate"]
    assert json.loads(settings.ingestions.read_text().splitlines()[0])["file_name"] == "a.pdf"
