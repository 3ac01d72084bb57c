# ruff: noqa: E501  (a rule of the style sheet a line)
"""The style sheet of a hard made-up plan."""

from __future__ import annotations


def style_sheet(s: dict) -> str:
    """CSS of one plan's looks, on its own paper."""
    c, d, size = s["color"], s["second"], s["size"]
    look = {
        "bold": "font-weight:700", "bold color": f"font-weight:700;color:{c}", "color": f"font-weight:400;color:{c}", "underline": "font-weight:400;text-decoration:underline",
        "italic bold": "font-weight:700;font-style:italic", "band": f"font-weight:700;background:{c};color:#fff;padding:2px 6px", "light band": "font-weight:700;background:#e8edf0;padding:2px 6px",
        "bordered": f"font-weight:700;color:{c};border-bottom:1.2pt solid {c}", "pill": "font-weight:700",
    }[s["label_look"]]  # fmt: skip
    pill = f".lab span{{background:{d};color:#fff;border-radius:9pt;padding:1pt 9pt}}" if s["label_look"] == "pill" else ""
    caps = "font-variant:small-caps;" if s["case"] == "small-caps" else ""
    head = f"@top-left{{content:'{s['header']}';font-size:7pt;color:#777}}" if s["running"] else ""
    foot = "@bottom-right{content:counter(page);font-size:8pt}" if s["folio"] else ""
    shade = "#eef2f4" if s["shade"] else "#fff"
    margin = "12mm 14mm" if "landscape" in s["paper"] or s["family"] == "slides" else "18mm 17mm"
    return f"""
@page{{size:{s["paper"]};margin:{margin};{head}{foot}}}
body{{font-family:'{s["font"]}';font-size:{size}pt;margin:0;-webkit-print-color-adjust:exact;{"text-align:justify" if s["justify"] else ""}}}
h1,h2,h3,.gh,.bandt,.tt{{font-family:'{s["head_font"]}';text-align:left}} h4,th,.gl,.mk,.crumb,.badge,.over{{text-align:left}}
.page{{break-before:page}} .cover{{padding-top:60mm}} .cover h1{{font-size:28pt;color:{c}}} .years{{font-size:20pt}} body>.cover:first-child{{break-before:auto}}
p{{margin:3pt 0}} ul{{margin:2pt 0;padding-left:15pt;list-style-type:{s["bullet"]}}} h1.chapter{{font-size:{size + 10}pt;color:{d}}} h2{{font-size:{size + 5}pt}} .right{{text-align:right}}
.toc{{display:flex;gap:4px}} .dots{{flex:1;overflow:hidden;white-space:nowrap}} .dots::after{{content:'{"." * 220}'}} .gap{{flex:1}}
h1.level0,h2.level0{{font-size:{size + 8}pt;color:{c};break-after:avoid}} h2.level1,h1.level1{{font-size:{size + 5}pt;color:{d};break-after:avoid}} h3.level2{{font-size:{size + 3.5}pt;color:{c};break-after:avoid}}
.divider{{break-before:page;break-after:page;padding-top:80mm;text-align:center}} .divider h1{{text-align:center}}
.action{{margin:9pt 0}} .newpage{{break-before:page}} h3.at{{font-size:{size + 2.5}pt;margin:5pt 0;color:{"#111" if s["shade"] else c};break-after:avoid}} h3.sub{{font-size:{size + 1}pt;margin:7pt 0 3pt;break-after:avoid}}
h4.lab{{{look};{caps}font-size:{size + 0.5}pt;margin:6pt 0 2pt;break-after:avoid}} {pill} .rl{{{caps}color:{c if "color" in s["label_look"] else "#000"}}} .val{{margin:0 0 3pt}} .step{{margin:2pt 0}}
.crumb{{font-size:{size - 0.5}pt;color:#555;{"font-style:italic;" if not s["shade"] else f"background:{shade};padding:3pt;"}}} .over{{font-size:{size}pt;color:{d};text-transform:uppercase;letter-spacing:0.5pt}}
.bandt{{background:{c};color:#fff;font-weight:700;font-size:{size + 3}pt;padding:4pt 8pt}} .apart{{display:flex;gap:8pt;align-items:center}} .badge{{background:{c};color:#fff;border-radius:10pt;padding:3pt 8pt;font-weight:700;white-space:nowrap}}
table{{border-collapse:collapse}} thead{{display:table-header-group}} .t td,.t th{{border:0.6pt solid #999;padding:2pt 5pt;text-align:left;vertical-align:top}} .g{{width:100%}} .g td,.g th{{border:0.7pt solid #666;padding:3pt 5pt;vertical-align:top;text-align:left}} .g .t td,.g .t th{{border:0.5pt solid #999;padding:1pt 4pt}}
.gl{{width:21%;background:{shade};font-weight:700;{caps}}} .g4 .gl{{width:14%}} .g .gh{{background:{c};color:#fff;font-size:{size + 2}pt}}
.turn{{width:22pt;background:{shade};text-align:center;vertical-align:middle!important}} .turn span{{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:700;{caps}}} .rot .turn{{background:{c};color:#fff;height:78pt}} .rot tr{{break-inside:avoid}}
.mr{{display:flex;gap:9pt;padding:3pt 0}} .mk{{width:24%;color:{c};{caps}font-weight:{"700" if s["shade"] else "400"};text-align:{"right" if s["justify"] else "left"}}} .mv{{width:76%;{f"border-left:1.5pt solid {d};padding-left:8pt" if s["shade"] else ""}}}
.ir{{display:flex;gap:7pt;margin:5pt 0}} .ic{{color:{c};font-variant:small-caps;font-size:{size + 1.5}pt;{"font-weight:700" if s["shade"] else ""}}} .icons{{{"column-count:2;column-gap:16pt" if s["justify"] else ""}}} .icons .ir{{break-inside:avoid}}
.columns{{column-count:2;column-gap:16pt;text-align:justify}} .columns h1{{column-span:all}}
.uneven{{column-count:{s["columns"]};column-gap:9pt}} .carton{{break-inside:avoid;border:0.9pt solid {c};{"border-radius:5pt;" if s["shade"] else ""}padding:6pt;margin:0 0 8pt}} .tt{{font-weight:700;font-size:{size + 2}pt;color:{c};margin-bottom:3pt}} .tl{{{caps}font-weight:700;margin-top:3pt;color:{d}}}
.slide{{font-size:{size}pt}} .deep{{background:{c};padding-top:50mm}} .deep h1{{color:#fff!important;font-size:{size + 16}pt!important}} .sgrid{{display:grid;grid-template-columns:1fr 1fr;gap:10pt}} .sbox{{{f"background:{shade};padding:6pt" if s["shade"] else ""}}} .slide h3.at{{font-size:{size + 7}pt}}
.w{{width:100%;text-align:left}} .w td,.w th{{border:0.6pt solid #777;padding:2pt 4pt;vertical-align:top;text-align:left}} .w th{{background:{c};color:#fff}} .w .n{{text-align:right;white-space:nowrap}} .gb{{background:#dfe6ea;font-weight:700}} .gc{{background:#f3f3f3;font-style:italic}} .gx{{background:{shade};font-weight:700;width:10%}}
.paint{{background:{d}}} .strip{{width:100%;margin:4pt 0}} .strip th,.strip td{{border:0.7pt solid {c};padding:3pt 5pt;text-align:left;vertical-align:top;width:25%}} .strip th{{{f"background:{c};color:#fff" if s["shade"] else f"color:{c}"};{caps}}}
.bxs{{display:grid;grid-template-columns:1fr 1fr;gap:6pt}} .bx{{border:0.8pt solid {c};padding:5pt;break-inside:avoid}} .wide{{grid-column:span 2}} .bl{{font-weight:700;color:{c};{caps}}}
.abreast{{display:grid;grid-template-columns:1fr 1fr;gap:12pt;align-items:start}} .abreast .g{{break-inside:avoid}} .abreast .g .gl{{width:28%}} .hc .hl{{width:24%;background:{shade}}} .hc .hn{{width:14%;font-weight:700;background:{c};color:#fff}} .hc .ht{{font-size:{size + 2}pt}}
.leaflet{{column-count:3;column-gap:16pt}} .leaflet .action{{break-inside:avoid}} .ll{{{look if "band" not in s["label_look"] else f"font-weight:700;color:{c}"};{caps}}}
.tab{{margin:5pt 0}} .tb{{background:{c};color:#fff;font-weight:700;padding:1pt 8pt;{caps}}} .fr{{border:0.8pt solid {c};padding:4pt 6pt}} .topline{{font-size:7.5pt;color:#666;border-bottom:0.5pt solid #aaa}}
{".lab,.gl,.mk,.bl,.tb{letter-spacing:1.4pt}" if s["spice"]["spaced"] else ""} {"h3.at,.gh,.bandt,.tt,.ht{text-transform:uppercase}" if s["spice"]["capitals"] else ""}
.mark{{position:fixed;top:42%;left:12%;font-size:110pt;color:#ececec;transform:rotate(-40deg);z-index:-1}}
aside{{border:1pt dashed {d};background:#fbf7ee;padding:6pt;margin:7pt 0;break-inside:avoid}} .part{{margin:6pt 0 6pt 8pt}}
"""
