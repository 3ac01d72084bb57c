"""What is trusted on each kind of page; every page is drawn here."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractors.legibility import judge_text
from extractors.reading import read_page
from extractors.sheet import Sheet
from extractors.triage import Verdict, judge

DEV = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "pdf"

PROSE = (
    "Le département et l'État réunissent chaque année les partenaires afin de mesurer les effets de la politique du"
    " logement. Les ménages en difficulté sont accompagnés par les services sociaux, qui préparent avec eux une"
    " demande adaptée. L'offre de logements à loyer modéré reste insuffisante dans les communes rurales ; il est"
    " proposé de réhabiliter des bâtiments vacants et de financer des travaux d'isolation. La fiche précise le pilote,"
    " les bénéficiaires, l'échéance et le coût prévisionnel. Un bilan sera présenté au comité de pilotage, après avis"
    " des associations et des bailleurs sociaux concernés par cette action."
)
TABLE = (
    "Commune Logements 2021 2022 2023 Total Alençon 120 131 140 391 Argentan 45 52 61 158 Flers 78 80 75 233 L'Aigle 22"
    " 19 30 71 Mortagne 12 9 14 35 Domfront 8 11 10 29 Vimoutiers 5 7 6 18 Sées 14 13 17 44 Total 304 322 353 979"
)
ACRONYMS = (
    "DDETS DREAL ARS CAF CCAS EPCI FSL ANAH ADIL DALO PDALHPD SIAO CHRS PLH SCoT PCAET DDT ANRU ANCT CPAM MSA CARSAT"
    " USH HLM OPH ESH SACICAP IML AVDL MOUS OPAH PIG"
)
NAMES = (
    "DUPONT Jean-Pierre LE GALL Yannick KERVELLA Soizic NGUYEN Thi Hoa BENALI Karim SCHMITT Jürgen ETCHEVERRY Maïté"
    " Schiltigheim Illkirch-Graffenstaden Plougastel-Daoulas Guipavas Ploudalmézeau Hasparren Itxassou Cauterets"
)
MARKS = "Axe 1 X Axe 2 X X Axe 3 X action A action B X action C X X habitat santé emploi culture sport école X mobilité"


def cipher(text: str) -> str:
    """Each letter three further on: what a font without its encoding gives."""
    return "".join(chr((ord(c) - 97 + 3) % 26 + 97) if "a" <= c <= "z" else c for c in text)


def shuffled(text: str) -> str:
    rng = random.Random(4)
    return " ".join("".join(rng.sample(w, len(w))) for w in text.lower().split())


def without(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for a, b in pairs:
            text = text.replace(a, b)
        return text

    return change


LIGATURES = [(g, "") for g in ("ffi", "ff", "fi", "fl")]
STRIPPED = list(zip("éèêàâùûîôç", "eeeaauuioc", strict=True))


@pytest.mark.parametrize("text", [PROSE, PROSE.upper(), TABLE, ACRONYMS, NAMES, MARKS], ids=lambda t: t[:12])
def test_real_pages_are_legible(text: str) -> None:
    assert judge_text(text).fault is None


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (cipher, "aucun mot français"),
        (shuffled, "aucun mot français"),
        (lambda t: " ".join(t), "séparées"),
        (lambda t: "\t".join(t), "séparées"),
        (lambda t: " ".join(w[i : i + 2] for w in t.split() for i in range(0, len(w), 2)), "morceaux"),
        (lambda t: t.replace(" ", ""), "collés"),
        (lambda t: "".join("\ufffd" if c.isalpha() else c for c in t), "inconnus"),
        (lambda t: "".join(chr(0xF000 + ord(c)) if c.isalpha() else c for c in t), "inconnus"),
        (lambda t: "".join(chr(ord(c) % 31) if c.isalpha() else c for c in t), "inconnus"),
        (without(("é", "\ufffd"), ("è", "\ufffd")), "manquent"),
        (without(("ff", "\x0e"), ("fi", "\x0f")), "manquent"),
        (without(*STRIPPED), "accents"),
        (without(("é", "Ž"), ("è", "\x8f"), ("à", "ˆ"), ("ê", "\x90"), ("ô", "™"), ("â", "‰")), ""),
        (without(*LIGATURES), "ligatures"),
        (without(*((g, " ") for g, _ in LIGATURES)), "ligatures"),
    ],
)
def test_a_spoiled_layer_is_found_out(spoil: Callable[[str], str], told: str) -> None:
    judged = judge_text(spoil(PROSE + " " + PROSE))
    assert judged.fault is not None and told in judged.fault
    assert not judged.good


def test_a_short_text_says_nothing_and_a_long_one_is_good() -> None:
    assert judge_text(cipher("Annexe financière du contrat de ville")).fault is None
    assert not judge_text("Annexe financière du contrat de ville").good
    assert judge_text(PROSE).good
    noisy = "".join("x" if i % 9 == 0 and c.isalpha() else c for i, c in enumerate(PROSE))
    assert not judge_text(noisy).good


@given(st.text(max_size=400))
def test_any_text_gets_a_judgement(text: str) -> None:
    judged = judge_text(text)
    assert judged.words >= 0 and not (judged.good and judged.fault)


# Pages

A4 = (595, 842)


def scan_image(text: str = PROSE, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page of text as a scanner sees it: 150 dpi, grey paper, a little noise."""
    image = Image.new("L", size, 245)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(22)
    words, y = text.split(), 150
    for start in range(0, len(words), 9):
        draw.text((120, y), " ".join(words[start : start + 9]), fill=30, font=font)
        y += 40
    noise = np.random.default_rng(0).normal(0, 4, (size[1], size[0]))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def new_page() -> pymupdf.Page:
    page = pymupdf.open().new_page(width=A4[0], height=A4[1])
    page.parent_kept = page.parent  # a page holds its document by a weak reference only
    return page


def print_text(page: pymupdf.Page, text: str, *, y: float = 60, mode: int = 0, size: float = 10) -> None:
    words = text.split()
    for n, start in enumerate(range(0, len(words), 12)):
        page.insert_text((50, y + 14 * n), " ".join(words[start : start + 12]), fontsize=size, render_mode=mode)


def scan_over(page: pymupdf.Page, image: Image.Image | None = None) -> None:
    page.insert_image(page.rect, stream=jpeg(image or scan_image()))


def verdict(page: pymupdf.Page) -> Verdict:
    """As read back from a file, so that nothing but the PDF is judged."""
    source = pymupdf.open("pdf", page.parent.tobytes())
    sheet = Sheet(source[0])
    return judge(read_page(sheet, 1), sheet)


def seen(page: pymupdf.Page) -> tuple[str, bool]:
    found = verdict(page)
    return found.kind, found.needs_ocr


def test_a_printed_page_is_digital() -> None:
    page = new_page()
    print_text(page, PROSE)
    assert verdict(page) == Verdict("digital")


def test_a_scan_needs_ocr() -> None:
    page = new_page()
    scan_over(page)
    found = verdict(page)
    assert found.needs_ocr and found.reason == "page numérisée" and not found.readable


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_on_a_turned_page_needs_ocr(turn: int) -> None:
    page = new_page()
    scan_over(page)
    page.set_rotation(turn)
    assert verdict(page).needs_ocr


@pytest.mark.parametrize(("columns", "rows"), [(1, 12), (4, 6)], ids=["strips", "tiles"])
def test_a_scan_in_pieces_needs_ocr(columns: int, rows: int) -> None:
    page, image = new_page(), scan_image()
    w, h = image.width / columns, image.height / rows
    for c in range(columns):
        for r in range(rows):
            piece = image.crop((round(c * w), round(r * h), round((c + 1) * w), round((r + 1) * h)))
            box = pymupdf.Rect(c * 595 / columns, r * 842 / rows, (c + 1) * 595 / columns, (r + 1) * 842 / rows)
            page.insert_image(box, stream=jpeg(piece), keep_proportion=False)
    print_text(page, "Page 3 sur 12", y=835, size=8)
    found = verdict(page)
    assert found.needs_ocr and "cartouche" in found.reason and found.readable


def test_a_small_scan_alone_on_its_page_needs_ocr() -> None:
    page = new_page()
    page.insert_image(pymupdf.Rect(100, 100, 400, 400), stream=jpeg(scan_image(size=(800, 800))))
    assert verdict(page).needs_ocr


def test_a_fax_image_needs_ocr() -> None:
    page, out = new_page(), io.BytesIO()
    scan_image(size=(1728, 2200)).point(lambda v: 255 * (v > 128)).convert("1").save(out, "TIFF", compression="group4")
    page.insert_image(page.rect, stream=out.getvalue())
    assert verdict(page).needs_ocr


@pytest.mark.parametrize("order", ["over", "under"])
def test_a_good_hidden_layer_is_used_as_it_is(order: str) -> None:
    page = new_page()
    if order == "over":
        scan_over(page)
        print_text(page, PROSE, mode=3)
    else:
        print_text(page, PROSE)
        scan_over(page)
    found = verdict(page)
    assert (found.kind, found.needs_ocr) == ("ocr", False)
    assert "couche" in found.reason and len(found.hidden) == len(PROSE.split())


@pytest.mark.parametrize("spoil", [cipher, shuffled, lambda t: t[:60]], ids=["cipher", "shuffled", "short"])
def test_a_bad_hidden_layer_is_read_again(spoil: Callable[[str], str]) -> None:
    page = new_page()
    scan_over(page)
    print_text(page, spoil(PROSE), mode=3)
    found = verdict(page)
    assert found.needs_ocr and "écartée" in found.reason


def test_a_layer_that_looks_french_but_is_full_of_slips_is_read_again() -> None:
    page = new_page()
    scan_over(page)
    slips = PROSE.replace(" de ", " dc ").replace(" les ", " 1es ").replace("partenaires", "partenoires")
    print_text(page, slips, mode=3)
    found = verdict(page)
    assert found.needs_ocr and found.readable and "écartée" in found.reason


@pytest.mark.parametrize(
    ("text", "y"),
    [
        ("Accusé de réception en préfecture 072-217201815-20190412 Date de télétransmission : 12/04/2019", 30),
        ("Page 4", 830),
    ],
)
def test_a_scan_under_a_stamp_needs_ocr(text: str, y: float) -> None:
    page = new_page()
    scan_over(page)
    print_text(page, text, y=y, size=8)
    found = verdict(page)
    assert (found.kind, found.needs_ocr, found.readable) == ("mixed", True, True)


def test_a_stamp_in_the_middle_of_a_scan_changes_nothing() -> None:
    page = new_page()
    scan_over(page)
    print_text(page, "Reçu en préfecture le 12 avril 2019", y=500)
    assert verdict(page).needs_ocr


def photograph() -> Image.Image:
    y, x = np.mgrid[0:600, 0:420]
    waves = 110 + 60 * np.sin(x / 19) * np.cos(y / 23) + 25 * np.sin(x * y / 900)
    return Image.fromarray(np.clip(waves, 0, 255).astype(np.uint8))


def test_a_printed_cover_over_a_photograph_is_kept() -> None:
    page = new_page()
    scan_over(page, photograph())
    print_text(
        page, "Plan départemental d'action pour le logement des personnes défavorisées 2021 2026", y=400, size=18
    )
    assert seen(page) == ("mixed", False)


def test_print_over_a_background_template_is_kept() -> None:
    page, image = new_page(), Image.new("L", (620, 877), 250)
    ImageDraw.Draw(image).rectangle((0, 0, 620, 60), fill=120)
    scan_over(page, image)
    print_text(page, PROSE, y=120)
    assert seen(page) == ("mixed", False)


def test_print_beside_a_large_picture_is_mixed() -> None:
    page = new_page()
    print_text(page, PROSE)
    page.insert_image(pymupdf.Rect(50, 300, 545, 700), stream=jpeg(photograph()), keep_proportion=False)
    assert seen(page) == ("mixed", False)


def test_print_with_a_logo_is_digital() -> None:
    page = new_page()
    print_text(page, PROSE)
    page.insert_image(pymupdf.Rect(450, 20, 550, 80), stream=jpeg(photograph()))
    assert seen(page) == ("digital", False)


def test_empty_pages_are_blank() -> None:
    assert seen(new_page()) == ("blank", False)
    page = new_page()
    page.draw_line((50, 100), (500, 100))
    assert seen(page) == ("blank", False)


def test_a_scanned_empty_sheet_is_blank() -> None:
    page, sheet = new_page(), np.random.default_rng(1).normal(238, 5, (1754, 1240))
    sheet -= np.linspace(0, 30, 1240)  # uneven light
    sheet[:, :20] = 10  # the scanner's border
    image = Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))
    for y in (600, 1150):  # punched holes
        ImageDraw.Draw(image).ellipse((35, y, 70, y + 35), fill=20)
    scan_over(page, image)
    assert seen(page) == ("blank", False)


def test_one_scanned_line_is_not_blank() -> None:
    page = new_page()
    scan_over(page, scan_image("Annexe 1"))
    assert verdict(page).needs_ocr


@pytest.mark.parametrize("ground", [60, 149])
def test_light_letters_on_a_dark_cover_are_not_blank(ground: int) -> None:
    page = new_page()
    light = Image.eval(scan_image("Stratégie territoriale"), lambda v: min(ground + (255 - v) // 2, 250))
    scan_over(page, light)
    assert verdict(page).needs_ocr


def outline(page: pymupdf.Page, letters: int) -> None:
    """Small closed curves in rows, as text turned into outlines."""
    shape = page.new_shape()
    for n in range(letters):
        x, y = 60 + 7 * (n % 60), 80 + 14 * (n // 60)
        shape.draw_circle((x, y), 2.4)
        shape.finish(fill=(0, 0, 0), color=None)
    shape.commit()


def test_text_drawn_as_outlines_needs_ocr() -> None:
    page = new_page()
    outline(page, 400)
    found = verdict(page)
    assert found.needs_ocr and "dessiné" in found.reason
    print_text(page, "Page 4", y=830)
    assert verdict(page).needs_ocr


def test_a_few_curves_are_not_text() -> None:
    page = new_page()
    outline(page, 20)
    assert seen(page) == ("blank", False)


@pytest.mark.parametrize("spoil", [cipher, shuffled, without(*STRIPPED)], ids=["cipher", "shuffled", "accents"])
def test_a_gibberish_layer_needs_ocr(spoil: Callable[[str], str]) -> None:
    page = new_page()
    print_text(page, spoil(PROSE + " " + PROSE))
    found = verdict(page)
    assert found.needs_ocr and "inexploitable" in found.reason and not found.readable


def test_a_font_without_its_characters_needs_ocr() -> None:
    """An embedded font whose codes are glyph numbers, and whose table of characters is missing."""
    page = new_page()
    reportlab = pytest.importorskip("reportlab", reason="its font is needed")
    vera = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    page.insert_font("F0", fontfile=vera)
    for n, start in enumerate(range(0, 400, 80)):
        page.insert_text((50, 60 + 14 * n), PROSE[start : start + 80], fontname="F0")
    assert verdict(page) == Verdict("digital")
    page.parent.xref_set_key(page.get_fonts()[0][0], "ToUnicode", "null")
    found = verdict(page)
    assert found.needs_ocr and not found.readable


def test_a_monstrous_image_is_not_unpacked() -> None:
    page = new_page()
    scan_over(page)
    doc = page.parent
    xref = doc[0].get_images()[0][0]
    doc.xref_set_key(xref, "Width", "30000")
    doc.xref_set_key(xref, "Height", "30000")
    found = verdict(page)
    assert found.kind == "unreadable" and not found.needs_ocr and "30000" in found.reason


@pytest.mark.skipif(not DEV.is_dir(), reason="the sample plans are not beside the project")
def test_every_printed_page_of_the_sample_plans_is_trusted() -> None:
    wrong = []
    for path in sorted(DEV.glob("*.pdf")):
        with pymupdf.open(path) as doc:
            for source in doc:
                sheet = Sheet(source)
                if judge(read_page(sheet, source.number + 1), sheet).needs_ocr != path.stem.endswith("_scan"):
                    wrong.append((path.name, source.number + 1))
    assert wrong == []
