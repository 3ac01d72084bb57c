"""Only whole, regular PDFs get in, byte for byte, under the name of their content."""

import hashlib
import os
import stat
import sys
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stand_in import fake_pdf

from models import errors
from pipeline import fingerprint as module
from pipeline.discover import discover, display_name, is_junk
from pipeline.fingerprint import fingerprint

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


@pytest.fixture
def originals(tmp_path):
    folder = tmp_path / "originals"
    folder.mkdir()
    return folder


def test_original_is_the_same_bytes_read_only(tmp_path, originals):
    path = fake_pdf(tmp_path, "plan.pdf")
    mark = fingerprint(path, originals)
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (mark.sha256, mark.document_id, mark.original) == (sha, sha[:16], originals / f"{sha}.pdf")
    assert mark.original.read_bytes() == path.read_bytes()
    assert stat.S_IMODE(mark.original.stat().st_mode) == 0o444
    assert fingerprint(path, originals) == mark
    assert os.listdir(originals) == [f"{sha}.pdf"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.EmptyFile),
        (b"<html>%%EOF</html>", errors.NotAPdf),
        (b"\x89PNG\r\n" + b"x" * 5000 + b"%PDF-1.4\n%%EOF", errors.NotAPdf),
        (b"%PDF-1.4\n" + b"x" * 5000, errors.TruncatedPdf),
        (b"%PDF-1.4\n%%EOF\n7 0 obj\n<</Length 900>>stream\n" + b"x" * 50, errors.TruncatedPdf),
        (b"%PDF-1.4\n1 0 obj\n<</Linearized 1/L 9000/O 3>>\nendobj\n" + b"x" * 900 + b"%%EOF", errors.TruncatedPdf),
    ],
)
def test_refused(tmp_path, originals, content, error):
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(error):
        fingerprint(path, originals)
    assert os.listdir(originals) == []


@pytest.mark.parametrize(
    "content",
    [b"j" * 900 + b"%PDF-1.4\n%%EOF", b"%PDF-1.4\n%%EOF\n" + b"\0" * 9000, b"%PDF-1.4\n%%EOF\n" + b"x" * 5000],
)
def test_junk_before_and_padding_after_are_borne(tmp_path, originals, content):
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert fingerprint(path, originals).size == len(content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(body=st.binary(max_size=6000), chunk=st.integers(2048, 4096))
def test_hash_does_not_depend_on_how_the_file_is_cut(tmp_path, originals, monkeypatch, body, chunk):
    content = b"%PDF-1.4\n" + body + b"\n%%EOF\n"
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    monkeypatch.setattr(module, "PIECE", chunk)
    mark = fingerprint(path, originals)
    assert mark.sha256 == hashlib.sha256(content).hexdigest()
    assert mark.original.read_bytes() == content


@POSIX
def test_a_large_file_takes_little_memory(tmp_path, originals):
    path = tmp_path / "grand.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"%" + os.urandom(1 << 12).hex().encode() * 800 + b"\n%%EOF\n")
    tracemalloc.start()
    try:
        fingerprint(path, originals)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 6 << 20
    assert peak < 3 << 20


def test_links_and_odd_files_are_refused(tmp_path, originals):
    link, fifo, folder = tmp_path / "link.pdf", tmp_path / "fifo.pdf", tmp_path / "folder.pdf"
    link.symlink_to("/dev/zero")
    os.mkfifo(fifo)
    folder.mkdir()
    for path in (link, fifo, folder):
        with pytest.raises(errors.NotARegularFile):
            fingerprint(path, originals)


def test_a_file_that_changes_meanwhile_is_refused(tmp_path, originals, monkeypatch):
    path = fake_pdf(tmp_path, "plan.pdf")
    read = module._read

    def read_then_touch(source):
        chunk = read(source)
        os.utime(path, ns=(1, 1))  # somebody writes meanwhile
        return chunk

    monkeypatch.setattr(module, "_read", read_then_touch)
    with pytest.raises(errors.UnreadableFile, match="change"):
        fingerprint(path, originals)
    assert os.listdir(originals) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are not text")
def test_discovery_is_sorted_and_leaves_junk(tmp_path):
    for name in ("b.PDF", "a.pdf", "sub/c.pdf", "sub/.d.pdf", "~$e.pdf", "__MACOSX/f.pdf", "g.txt", "h.pdf.part"):
        fake_pdf(tmp_path, name)
    bad = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.pdf")
    with open(bad, "wb") as file:
        file.write(b"%PDF-1.4\n%%EOF")
    (tmp_path / "link.pdf").symlink_to("a.pdf")
    named = fake_pdf(tmp_path / "other", "no_extension")
    found = discover([tmp_path, tmp_path / "a.pdf", named], exclude=[tmp_path / "sub"])
    assert [display_name(p) for p in found] == ["a.pdf", "b.PDF", "bad\\xff.pdf", "link.pdf", "no_extension"]
    with pytest.raises(errors.UsageError, match=r"absent\.pdf"):
        discover([tmp_path / "absent.pdf"])


@pytest.mark.parametrize("name", ["~$a.pdf", ".DS_Store", "._a.pdf", "a.pdf.crdownload", "THUMBS.DB", "@eaDir"])
def test_junk(name):
    assert is_junk(name)
    assert not is_junk("plan.pdf")
