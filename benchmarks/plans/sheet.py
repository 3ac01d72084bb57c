# ruff: noqa: E501  (a rule of the style sheet a line)
"""The style sheet of a made-up plan."""

from __future__ import annotations


def style_sheet(s: dict, landscape: bool) -> str:
    """CSS of one plan's looks, for A4 paper."""
    c = s["color"]
    look = {
        "bold": "font-weight:700",
        "bold color": f"font-weight:700;color:{c}",
        "color": f"font-weight:400;color:{c}",
        "underline": "font-weight:400;text-decoration:underline",
        "band": f"font-weight:700;background:{c};color:#fff;padding:2px 6px",
        "bold colon": "font-weight:700",
        "light band": "font-weight:700;background:#e8edf0;padding:2px 6px",
    }[s["label_look"]]
    caps = "font-variant:small-caps;" if s["label_case"] == "small-caps" else ""
    head = f"@top-left{{content:'{s['running']}';font-size:7pt;color:#777}}" if s["header"] else ""
    foot = "@bottom-right{content:counter(page);font-size:8pt}" if s["footer"] else ""
    return f"""
@page{{size:A4 {"landscape" if landscape else "portrait"};margin:18mm 16mm;{head}{foot}}}
body{{font-family:'{s["font"]}';font-size:{s["size"]}pt;margin:0;-webkit-print-color-adjust:exact}}
.page{{break-before:page}} .cover{{break-before:auto;padding-top:70mm}} .cover h1{{font-size:30pt;color:{c}}} .years{{font-size:20pt}}
p{{margin:3pt 0}} ul{{margin:2pt 0;padding-left:14pt}} h1.part{{font-size:20pt;color:{c}}} h2{{font-size:15pt}}
.toc{{display:flex;gap:4px}} .dots{{flex:1;overflow:hidden;white-space:nowrap}} .dots::after{{content:'{"." * 200}'}} .gap{{flex:1}}
h1.level0{{font-size:19pt;color:{c};break-before:{"page" if s["action_start"] == "page" else "auto"}}} h2.level1{{font-size:15pt;color:{c}}}
.action{{margin:10pt 0}} .newpage{{break-before:page}} h3.at{{font-size:13pt;margin:4pt 0;color:{"#111" if s["size"] > 9.7 else c}}}
h4.lab{{{look};{caps}font-size:{s["size"] + 0.5}pt;margin:6pt 0 2pt}} .rl{{{caps}color:{c if "color" in s["label_look"] else "#000"}}} .val{{margin:0 0 3pt}}
table{{border-collapse:collapse}} .t td,.t th{{border:0.6pt solid #999;padding:2pt 5pt;text-align:left}} .g{{width:100%}} .g td,.g th{{border:0.7pt solid #666;padding:3pt 5pt;vertical-align:top;text-align:left}}
.gl{{width:24%;background:{"#eef2f4" if s["size"] > 9.2 else "#fff"};font-weight:700;{caps}}} .g4 .gl{{width:16%}} .gh{{background:{c};color:#fff;font-size:12pt}}
.side{{display:flex;gap:12pt}} .side.flip{{flex-direction:row-reverse}} .sb{{width:30%;background:#eef2f4;padding:6pt}} .sm{{width:66%}} .slab{{margin:4pt 0 1pt;color:{c};font-size:{s["size"]}pt;{caps}}}
.cardrow{{display:flex;flex-wrap:wrap;gap:6pt;margin-top:6pt}} .card{{flex:1 1 28%;border:0.8pt solid {c};border-radius:4pt;padding:5pt;break-inside:avoid}} .card>b{{{caps}color:{c};display:block}}
.rr{{display:flex;border-top:0.6pt solid #bbb;padding:3pt 0}} .rk{{width:26%;color:{c};{caps}font-weight:{"700" if "bold" in s["label_look"] else "400"}}} .rv{{width:74%}}
.cols{{column-count:2;column-gap:14pt}} .cb{{break-inside:avoid}}
.two{{display:grid;grid-template-columns:1fr 1fr;gap:10pt}} .two .action{{border:0.8pt solid {c};padding:6pt;margin:0;break-inside:avoid}} .tt{{font-weight:700;font-size:11.5pt;color:{c};margin-bottom:4pt}} .tl{{font-weight:700;font-size:{s["size"] - 1}pt;{caps}margin-top:3pt}} .tv{{font-size:{s["size"] - 0.5}pt}}
.bandt{{background:{c};color:#fff;font-weight:700;font-size:13pt;padding:4pt 8pt}} .bl{{background:#e9e9e9;padding:2pt 8pt;margin-top:5pt;{caps}font-weight:{"700" if "bold" in s["label_look"] else "400"}}}
.ir{{display:flex;gap:6pt;margin:4pt 0}} .ic{{color:{c};{caps}display:block}}
.apart{{display:flex;gap:8pt;align-items:center}} .badge{{background:{c};color:#fff;border-radius:10pt;padding:3pt 8pt;font-weight:700;white-space:nowrap}}
.w{{width:100%;font-size:{s["size"] - 1.5}pt}} .w td,.w th{{border:0.6pt solid #777;padding:2pt 4pt;vertical-align:top;text-align:left}} .w th{{background:{c};color:#fff}} .gb{{background:#e3e9ec;font-weight:700}} .gx{{background:#f1f1f1;font-weight:700;width:9%}}
aside{{border:1pt dashed {c};background:#fbf7ee;padding:6pt;margin:8pt 0}}
"""
