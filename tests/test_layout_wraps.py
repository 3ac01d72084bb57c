"""Lines that go on: dashes and arrows carried over are no bullets; values stand whole beside the middle of their label."""

from __future__ import annotations

import pytest
from drawing import Sheet, wrap
from pages import LONG, grid_texts, lay_out, tables, texts

CARRIED = [
    ("→", "Faire passer la part des logements vacants remis sur le marché de 12 % en 2024 → 18 % en 2027 grâce à un "
          "accompagnement des propriétaires bailleurs et des notaires."),
    ("→", "Le parcours du ménage est le suivant : premier contact par téléphone → rendez-vous au guichet → visite du "
          "logement → dépôt du dossier, puis un suivi pendant un an par un travailleur social."),
    ("–", "Réduire la consommation d'énergie des bâtiments publics et des écoles de 2 400 MWh – soit un tiers – d'ici "
          "à 2030, et la dépense associée dans les budgets communaux."),
    ("-", "Les propriétaires de logements énergivores - près de 1 200 dans les bourgs - sont contactés par courrier, "
          "puis par téléphone, afin de leur proposer un diagnostic gratuit."),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "text"), CARRIED)
def test_a_sign_between_two_words_may_start_a_line(sign, text):
    lines = (["".join(run for run, _ in line) for line in wrap(text, w, 10)] for w in range(460, 300, -1))
    printed = next(found for found in lines if any(line.startswith(f"{sign} ") for line in found[1:]))
    sheet = Sheet()
    sheet.write(60, 60, "Objectif", bold=True)
    y = sheet.write(60, 74, "\n".join(printed)) + 6
    y = sheet.write(60, y, "Contenu", bold=True)
    sheet.bullets(60, y + 2, ["un guichet par canton", "un numéro unique", "une lettre"], width=400, mark=sign)
    assert texts(lay_out(sheet)[0])[1:] == [text, "Contenu", "un guichet par canton", "un numéro unique", "une lettre"]


def test_arrows_before_short_lines_are_bullets():
    sheet = Sheet()
    sheet.write(60, 60, "Audit de chaque école\n→ travaux d'isolation\n→ 12 chaudières remplacées\n→ suivi annuel")
    assert texts(lay_out(sheet)[0]) == [
        "Audit de chaque école", "travaux d'isolation", "12 chaudières remplacées", "suivi annuel",
    ]  # fmt: skip


@pytest.mark.parametrize(("gap", "bold"), [(3, True), (6, False)])
def test_labels_level_with_the_middle_of_long_values(gap, bold):
    rows = [
        ("Objectif", f"{LONG} {LONG}"), ("Description du contenu", f"{LONG} {LONG} {LONG}"), ("Pilote", "Ville de Dole"),
        ("Partenaires", "CAF\nDDT\nBailleurs sociaux\nADIL"), ("Budget", "45 000 €"), ("Indicateurs", "Taux de vacance\nPart du parc"),
    ]  # fmt: skip
    sheet = Sheet()
    y = 100.0
    for label, value in rows:
        high, own = (13 * len(wrap(t, w, 10, b)) for t, w, b in ((value, 350, False), (label, 100, bold)))
        sheet.write(60, y + (high - own) / 2, label, bold=bold, width=100)
        y = sheet.write(180, y, value, width=350) + gap
    (table,) = tables(lay_out(sheet)[0])
    assert grid_texts(table) == [list(row) for row in rows]


def test_labels_and_values_one_under_the_other_with_nothing_wider():
    rows = [
        "Pilote : Communauté de communes", "Partenaires : CAF, MSA, communes", "Calendrier : de 2025 à 2027",
        "Financeurs : État, Département", "Indicateurs : familles reçues",
    ]  # fmt: skip
    sheet = Sheet()
    sheet.write(60, 60, "\n".join(rows), size=12)
    assert texts(lay_out(sheet)[0]) == rows


def test_a_label_inside_a_sentence_or_a_bracket_begins_no_paragraph():
    told = "Le plan nomme chaque fois qui fait quoi avec son\nPilote : une seule structure, et les autres aident."
    closed = "Accueillir les familles du canton (animation du RPE,\nPilote : CAF, calendrier : 2025)"
    sheet = Sheet()
    sheet.write(60, 60, told)
    sheet.write(60, 160, closed)
    assert texts(lay_out(sheet)[0]) == [told.replace("\n", " "), closed.replace("\n", " ")]
