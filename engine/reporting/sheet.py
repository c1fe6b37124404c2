"""The page around a report: its head, its style in light and dark and on paper, and that it loads nothing."""

from __future__ import annotations

from engine.reporting import inert

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may do: use its own style and the pictures inside it. No script, no form, nothing from elsewhere."""

_STYLE = """
:root{color-scheme:light dark;--window:#F4F5F7;--panel:#FFFFFF;--line:#D3D8DF;--soft:#ECEEF1;--text:#1B1F24;
--quiet:#4B5563;--hint:#5F6875;--danger:#B3261E;--good:#0A6B4F}
*{box-sizing:border-box}
body{margin:0;background:var(--window);color:var(--text);font:14px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px}
h1{font-size:20px;font-weight:600;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:15px;font-weight:600;margin:0 0 8px} h3{font-size:13px;font-weight:600;margin:16px 0 4px}
p{margin:0 0 8px;max-width:80ch}
section{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:16px;margin:16px 0}
.wide{overflow-x:auto}
.hint{color:var(--hint);overflow-wrap:anywhere} .plots{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
svg{max-width:100%;height:auto;display:block}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px;margin:16px 0}
.figures section{margin:0}
.big{font-size:28px;font-weight:600;line-height:1.2}
.big,table{font-variant-numeric:tabular-nums}
.bad{color:var(--danger)} .good{color:var(--good)}
.leak{border-color:var(--danger)} .leak h2{color:var(--danger)}
table{border-collapse:collapse}
th{font-weight:600;text-align:left;color:var(--quiet);white-space:nowrap}
td,th{padding:4px 16px 4px 0;border-bottom:1px solid var(--soft);vertical-align:top} td{overflow-wrap:anywhere}
td.n,th.n{text-align:right;white-space:nowrap} .wide+h3,.worst+h3{margin-top:24px}
.worst{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:16px}
figure{margin:0;min-width:0} figcaption{overflow-wrap:anywhere;margin-top:4px;font-size:13px}
.none{display:grid;place-items:center;height:240px;background:var(--soft);color:var(--hint);padding:16px;
text-align:center;border-radius:4px;overflow-wrap:anywhere}
.photo{width:100%;height:240px;background:var(--soft);border-radius:4px}
"""

_DARK = """:root{--window:#16191D;--panel:#1B1F24;--line:#343B44;--soft:#23282E;--text:#ECEFF3;--quiet:#B6BEC9;
--hint:#98A2AF;--danger:#FF8A80;--good:#56D6A4}"""

_DARK_OF = {
    "#1B1F24": "#ECEFF3",
    "#4B5563": "#B6BEC9",
    "#5F6875": "#98A2AF",
    "#D3D8DF": "#343B44",
    "#ECEEF1": "#23282E",
    "#0B5CCB": "#6FA8FF",
    "#4B25EE": "#9DA8FF",
    "#05756A": "#40F2C0",
    "#8F6200": "#FFEE4D",
    "#B3261E": "#FF8A80",
}
"""What the colours of the plots are in the dark."""

_PAPER = """@media print{body{background:none;font-size:11px} main{max-width:none;padding:0}
section,figure,svg,tr{break-inside:avoid} section{border-radius:0;padding:8px;margin:8px 0} h2{break-after:avoid}
.wide{overflow:visible} @page{margin:14mm}}"""


def sheet(title: str, parts: list[str]) -> str:
    """`parts`, HTML that is safe already, as a whole page named `title`."""
    plots = "".join(
        f'.plot [{where}="{light}"]{{{where}:{dark}}}'
        for light, dark in _DARK_OF.items()
        for where in ("fill", "stroke")
    )
    style = f"{_STYLE}@media screen and (prefers-color-scheme:dark){{{_DARK}{plots}}}{_PAPER}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{inert.text(title)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def section(title: str, *parts: str, kind: str = "") -> str:
    """A part of the page under its title; `title` is one of ours."""
    named = f' class="{kind}"' if kind else ""
    return f"<section{named}><h2>{title}</h2>{''.join(parts)}</section>"
