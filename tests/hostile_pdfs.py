"""PDF files made to do harm or gone wrong, drawn byte by byte for tests: small, and ours."""

from __future__ import annotations

import zlib

import pymupdf

TEXT = b"BT /F1 10 Tf 50 700 Td (Fiche action 1 : loger les menages) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A whole file of these objects, the first of which is the catalog."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (more, len(data), data)


def page(content: bytes = b"", box: bytes = b"[0 0 595 842]", resources: bytes = b"/Font<</F1 5 0 R>>", more: bytes = b"",
         extra: tuple[bytes, ...] = (), catalog: bytes = CATALOG) -> bytes:  # fmt: skip
    """One page; ``extra`` objects are numbered from 6."""
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources<<%b>>%b>>" % (box, resources, more)
    return pdf([catalog, kids, leaf, content or stream(TEXT), FONT, *extra])


def pages(count: int) -> bytes:
    """Pages that share one content."""
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(count))
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    return pdf([CATALOG, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count), stream(TEXT), FONT, *[leaf] * count])


def compressed(total: int, pattern: bytes) -> bytes:
    """``total`` bytes of ``pattern`` in a few kilobytes: deflated twice."""
    deflater, block = zlib.compressobj(9), pattern * (1 << 14)
    data = b"".join(deflater.compress(block) for _ in range(total // len(block))) + deflater.flush()
    return stream(zlib.compress(data, 9), b"/Filter[/FlateDecode/FlateDecode]")


def forms(levels: int, calls: int) -> bytes:
    """A page that calls a form, that calls forms, that call forms: ``calls`` to the power ``levels`` drawings."""
    extra = []
    for level in range(levels):
        last = level == levels - 1
        below = b"" if last else b"/X%d %d 0 R" % (level + 1, level + 7)
        body = TEXT if last else b"/X%d Do\n" % (level + 1) * calls
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<<%b>>/Font<</F1 5 0 R>>>>" % below
        extra.append(stream(body, more))
    return page(stream(b"/X0 Do"), resources=b"/XObject<</X0 6 0 R>>", extra=tuple(extra))


def active() -> bytes:
    """JavaScript on opening, a program to launch, and a file attached under a name that climbs out of its folder."""
    catalog = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(this.exportDataObject\\(\\))>>]>>"
        b"/EmbeddedFiles<</Names[(../../mal.sh)6 0 R]>>>>>>"
    )
    attached = (
        b"<</Type/Filespec/F(../../mal.sh)/UF(../../mal.sh)/EF<</F 7 0 R>>>>",
        stream(b"#!/bin/sh\ntouch pris\n"),
    )
    launch = b"/AA<</O<</S/Launch/F(/bin/sh)>>>>"
    return page(catalog=catalog, extra=attached, more=launch)


def encrypted(user: str = "", owner: str = "secret") -> bytes:
    doc = pymupdf.open(stream=page())
    return doc.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=user, owner_pw=owner)


def spoilt_page() -> bytes:
    """Two pages, the second compressed and its end lost."""
    body = zlib.compress(TEXT * 300)
    half = stream(body[: len(body) // 2], b"/Filter/FlateDecode")
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    kids = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    return pdf([CATALOG, kids, leaf % 4, stream(TEXT), FONT, leaf % 7, half])


def cut_and_closed() -> bytes:
    """A file cut in the middle of its font, to which an end was given: MuPDF reads on without it, in silence."""
    whole = page()
    return whole[: whole.index(b"5 0 obj") + 30] + b"\nstartxref\n0\n%%EOF\n"


def update_cut() -> bytes:
    """A whole file, and the beginning of an update of it."""
    return page() + b"4 0 obj\n<</Length 5000>>stream\nBT /F1 10 Tf (La suite"


def linearised_cut() -> bytes:
    """The first part of a linearised file has an end of its own."""
    first = b"%PDF-1.4\n1 0 obj\n<</Linearized 1/L 90000/H[700 200]/O 3/E 5000/N 9/T 80000>>\nendobj\n"
    return first + page()[9:]
