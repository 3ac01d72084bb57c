"""Make the dated extract of French territories that planothèque reads.

    python scripts/make_territories.py PACKAGE

PACKAGE is the unpacked folder of the npm package `@etalab/decoupage-administratif` (its version says the year:
docs/organisations.md). Data: INSEE (Code officiel géographique) and DGCL (EPCI), under Licence Ouverte 2.0.
The same package gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extractors.french.gazetteer import departement_of, name_key

TARGET = Path(__file__).resolve().parents[1] / "extractors" / "french" / "data"
TYPES = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération", "CU": "Communauté urbaine"}
SAYS_ITSELF = re.compile(r"communauté|métropole|agglo|intercom|eurométropole", re.IGNORECASE)


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    # Version 6 is the year 2026; the package's read-me has the table.
    years = {"6": 2026, "5": 2025, "4": 2024, "3": 2023, "2": 2022, "1": 2021}
    vintage = years[version.partition(".")[0]]
    read = {
        name: json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("communes", "epci", "ept", "departements", "regions")
    }
    note = f"# vintage {vintage}; INSEE and DGCL, Licence Ouverte 2.0; @etalab/decoupage-administratif {version}"
    write("communes.csv.gz", note, "key;code;name;siren;epci;ept;now", communes(read))
    write("epci.csv.gz", note, "siren;type;name;acronyms;departements;population", groupings(read))
    check_names(read)


def communes(read: dict[str, list[dict]]) -> list[list[str]]:
    """Today's communes, and former ones with the code of the commune they are part of (``now``)."""
    names = {c["code"]: c["nom"] for c in read["communes"] if c["type"] == "commune-actuelle"}
    epci = {m["code"]: e["code"] for e in read["epci"] for m in e["membres"]}
    ept = {m["code"]: e["code"] for e in read["ept"] for m in e["membres"]}
    rows = []
    for c in read["communes"]:
        code, now = c["code"], c.get("chefLieu") or c.get("commune") or ""
        if c["type"] == "commune-actuelle":
            rows.append(
                [name_key(c["nom"]), code, c["nom"], c.get("siren", ""), epci.get(code, ""), ept.get(code, ""), ""]
            )
        elif now in names and c["nom"] != names[now]:  # the seat keeps its name and code
            rows.append([name_key(c["nom"]), code, c["nom"], "", epci.get(now, ""), ept.get(now, ""), now])
    return sorted(rows, key=";".join)  # as lines, for the bisection that reads them


def groupings(read: dict[str, list[dict]]) -> list[list[str]]:
    """EPCI and EPT, their départements by falling number of members."""
    rows = []
    for e in [*read["epci"], *read["ept"]]:
        acronyms = re.findall(r"\(([^()]{2,14})\)", e["nom"])
        name = " ".join(re.sub(r"\([^()]{2,14}\)", " ", e["nom"]).replace("''", '"').split())
        if found := re.fullmatch(r"CA ([A-Z]{3,6})\s*\(.*\)", e["nom"]):  # "CA CIVIS (Communauté ...)"
            acronyms.append(found[1])
        count = Counter(departement_of(m["code"]) for m in e["membres"])
        departements = sorted(count, key=lambda d: (-count[d], d))
        population = str(sum(m.get("populationMunicipale") or 0 for m in e["membres"]))
        rows.append([e["code"], e["type"], display(name), "|".join(acronyms), "|".join(departements), population])
    return sorted(rows)


def display(name: str) -> str:
    """ "CU Le Mans Métropole" says what it is: "Le Mans Métropole"; "CC du Pays Sabolien" needs its full form."""
    short, _, own = name.partition(" ")
    if short not in TYPES:
        return name
    own = own.replace('"', "").strip()
    if SAYS_ITSELF.search(own) and not re.match(r"d(?:e|u|es)\b|d'", own):
        return own
    return f"{TYPES[short]} {own}"


def check_names(read: dict[str, list[dict]]) -> None:
    """The two small hand-kept lists must agree with the package."""
    for kind, level in (("departements", "departement"), ("regions", "region")):
        ours = {line.split(",")[0] for line in (TARGET / f"{kind}.csv").read_text(encoding="utf-8").splitlines()[1:]}
        theirs = {d["code"] for d in read[kind] if d["zone"] in ("metro", "drom")}
        if ours != theirs:
            print(f"{kind}.csv: {level} codes differ: {sorted(ours ^ theirs)}", file=sys.stderr)


def write(name: str, note: str, header: str, rows: list[list[str]]) -> None:
    if any(";" in cell or "\n" in cell for row in rows for cell in row):
        raise ValueError(f"{name}: a cell holds a separator")
    text = "\n".join([note, header, *(";".join(row) for row in rows)]) + "\n"
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=9) as file:
        file.write(text.encode("utf-8"))
    (TARGET / name).write_bytes(packed.getvalue())
    print(f"{name}: {len(rows)} rows, {len(packed.getvalue())} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
