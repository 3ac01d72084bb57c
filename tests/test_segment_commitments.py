"""Posters and leaflets that only list what they commit to, under numbered levels."""

from __future__ import annotations

import pytest
from drawing import BLUE, Sheet, wrap
from plans import above, actions, field, read, tree

POSTER = (1190.0, 842.0)
TITLES = ["ACCUEILLIR", "MARCHER ET PÉDALER", "MANGER MIEUX", "RÉPARER"]
SLOGANS = ["Qui frappe à la porte ?", "Un trajet sur deux fait moins de deux kilomètres", "De la terre au plateau", "Rien ne se jette"]
ACTS = [
    ["Ouvrir la mairie un samedi par mois.", "Tenir une permanence dans chaque hameau avec les associations du canton."],
    ["Limiter la vitesse à 30 km/h dans le bourg.", "Poser des arceaux devant les commerces.", "Ne plus vendre de chemin rural."],
    ["Servir 60 % de produits durables à la cantine.", "Réserver deux hectares aux maraîchers."],
    ["Créer un atelier de quartier.", "Se doter d'un broyeur partagé.", "Soutien aux ressourceries du canton."],
]


def numbers(style: str, level: int, n: int) -> tuple[str, str | None]:
    """(what is printed before an item, the number it gives)."""
    before = sum(len(ACTS[k]) for k in range(level))
    return {
        "a.": (f"{'abc'[n]}. ", "abc"[n]),
        "a)": (f"{'abc'[n]}) ", "abc"[n]),
        "1.": (f"{n + 1}. ", str(n + 1)),
        "1": (f"{n + 1} ", str(n + 1)),
        "on": (f"{before + n + 1} – ", str(before + n + 1)),
        "1.1": (f"{level + 1}.{n + 1} ", f"{level + 1}.{n + 1}"),
        "tick": ("• ", None),
    }[style]


def box(sheet: Sheet, x: float, y: float, wide: float, word: str, k: int, style: str, slogan: bool, *, roman: bool) -> float:
    """A level in its frame: number, slogan, title, then its list."""
    top = y
    y = sheet.write(x + 12, y + 10, f"{word} {['I', 'II', 'III', 'IV'][k] if roman else k + 1}", size=13, bold=True, color=0xC55A11)
    if slogan:
        y = sheet.write(x + 12, y, SLOGANS[k], size=12, italic=True, color=0x595959, width=wide - 24)
    y = sheet.write(x + 12, y + 2, TITLES[k], size=17, bold=True, color=BLUE, width=wide - 24) + 4
    for n, act in enumerate(ACTS[k]):
        sign = numbers(style, k, n)[0]
        sheet.run(x + 16, y, sign.strip(), 12)
        for line in wrap(act, wide - 60, 12):
            sheet.run(x + (28 if style == "tick" else 42), y, "".join(text for text, _ in line), 12)
            y += 15
        y += 4
    sheet.box(x, top, x + wide, y + 8)
    return y + 8


def poster(word: str, style: str, columns: int, *, slogan: bool, roman: bool = False) -> Sheet:
    sheet = Sheet(*POSTER)
    sheet.fill(30, 30, 1160, 110, BLUE)
    sheet.write(50, 45, "CHARTE DES VILLAGES VIVANTS", size=30, bold=True, color=0xFFFFFF)
    wide, tops = 1130 / columns - 20, [140.0] * columns
    for k in range(4):
        c = k * columns // 4
        tops[c] = box(sheet, 30 + c * (wide + 20), tops[c], wide, word, k, style, slogan, roman=roman) + 18
    sheet.write(46 + (columns - 1) * (wide + 20), tops[-1] + 6, "Commune de : ................................", size=11)
    return sheet


@pytest.mark.parametrize(
    ("word", "style", "columns", "slogan", "roman"),
    [
        ("DÉFI", "a.", 3, True, True),
        ("Axe", "a)", 2, False, False),
        ("Ambition", "1.", 4, True, False),
        ("Priorité", "on", 2, True, False),
        ("Enjeu", "1.1", 3, False, False),
        ("Pilier", "tick", 2, True, False),
        ("ENGAGEMENT", "1", 3, False, True),
    ],
)
def test_acts_listed_in_frames_are_the_actions(word, style, columns, slogan, roman):
    plan = read(poster(word, style, columns, slogan=slogan, roman=roman))
    listed = [(k, n, act) for k, acts in enumerate(ACTS) for n, act in enumerate(acts)]
    assert sorted(actions(plan), key=str) == sorted([(numbers(style, k, n)[1], act.rstrip(".")) for k, n, act in listed], key=str)
    names = ["I", "II", "III", "IV"] if roman else ["1", "2", "3", "4"]
    assert {o[:2] for o in tree(plan)} == set(zip(names, TITLES, strict=True))
    assert above(plan) == {act.rstrip("."): names[k] for k, _, act in listed}
    assert all(not field(a, "modalities") for a in plan.actions)


def test_the_sections_of_a_report_are_no_commitments():
    sheets = []
    for k, title in enumerate(["Le territoire", "Les habitants", "L'économie"], 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Partie {k} – {title}", size=16, bold=True) + 8
        for n, text in enumerate(["La population en 2020", "Les logements vacants", "Une agriculture en recul"], 1):
            y = sheet.write(60, y, f"{n}. {text}", size=11) + 4
        sheets.append(sheet)
    assert read(*sheets).actions == []


def test_steps_under_engagements_stay_theirs():
    sheet, y = Sheet(), 60.0
    for k, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, f"Engagement {k} : {title.capitalize()}", size=14, bold=True) + 4
        for n, act in enumerate(ACTS[k - 1]):
            y = sheet.write(70, y, f"{'abc'[n]}. {act}", size=11, width=450) + 2
        y += 10
    plan = read(sheet)
    assert actions(plan) == [(str(k), t.capitalize()) for k, t in enumerate(TITLES, 1)]
