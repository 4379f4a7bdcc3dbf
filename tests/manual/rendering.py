"""The manuals as pages that open without anything else, and as PDF for print; both beside their sources."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from tests.manual.shots import SHOTS
from tests.manual.taking import PHONE

STYLE = """
:root { color-scheme: light; --line: #d5dbe3; --soft: #f4f6f9; --blue: #1f5ea8; }
body { margin: 0 auto; max-width: 50rem; padding: 2rem 1.25rem 4rem; color: #1d2733; background: #fff;
  font: 16px/1.75 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.4rem; margin: 2.75rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.12rem; margin: 2rem 0 .5rem; }
h1, h2, h3 { break-after: avoid; }
a { color: var(--blue); }
nav { background: var(--soft); padding: .75rem 1.25rem; border-radius: .5rem; margin: 1rem 0 2rem; columns: 2 16rem; }
nav a { display: block; text-decoration: none; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .95em; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: start; vertical-align: top; }
th { background: var(--soft); }
tr, figure { break-inside: avoid; }
code, pre { font-family: "Noto Sans Mono CJK SC", Consolas, monospace; background: var(--soft); }
pre { padding: .75rem 1rem; overflow-x: auto; }
figure { margin: 1rem 0 1.5rem; }
figure img { max-width: 100%; height: auto; box-sizing: border-box; border: 1px solid var(--line);
  border-radius: .5rem; }
figure.phone { display: inline-block; width: 17rem; max-width: 100%; margin-inline-end: 1.25rem; }
figcaption { color: #5a6775; font-size: .88em; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; }
  figure img { max-height: 9.5cm; width: auto; }
  figure.phone { width: 6.2cm; } figure.phone img { max-height: none; } }
"""
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 中国一乡一品</title><style>{style}</style></head>
<body>{body}</body></html>
"""
FOOTER = '<div style="width:100%;font-size:8px;text-align:center"><span class="pageNumber"></span></div>'


def render(folder: Path, browser: Browser) -> list[Path]:
    """HTML and PDF of every manual in the folder."""
    pages = [_page(source) for source in sorted(folder.glob("*.md"))]
    return [*pages, *(_print(page, browser) for page in pages if page.stem != "README")]


def _page(source: Path) -> Path:
    text = source.read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("image", _figure)
    html = markdown.render(text)
    # A picture stands alone in its paragraph, and a figure in none.
    html = re.sub(r"<p>(<figure.*?</figure>)</p>", r"\1", html)
    # The end of a line in the source is no space between Chinese characters.
    html = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", html)
    html = re.sub(r'href="(\w+)\.md"', r'href="\1.html"', html)
    title = re.search(r"^# (.+)$", text, re.M)
    assert title is not None, f"{source} has no title"
    page = source.with_suffix(".html")
    page.write_text(PAGE.format(title=escape(title[1]), style=STYLE, body=_with_contents(html)), encoding="utf-8")
    return page


def _figure(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    source, caption = str(tokens[index].attrs["src"]), escape(tokens[index].content)
    kind = ' class="phone"' if _is_narrow(source) else ""
    image = f'<img src="{escape(source)}" alt="{caption}" loading="eager">'
    return f"<figure{kind}>{image}<figcaption>{caption}</figcaption></figure>"


def _is_narrow(source: str) -> bool:
    return any(shot.width == PHONE and shot.name == Path(source).stem for shot in SHOTS)


def _with_contents(html: str) -> str:
    """The headings of the second level, after the title, as links."""
    names = re.findall(r"<h2>(.*?)</h2>", html)
    for number, name in enumerate(names, 1):
        html = html.replace(f"<h2>{name}</h2>", f'<h2 id="s{number}">{name}</h2>', 1)
    links = "".join(f'<a href="#s{number}">{name}</a>' for number, name in enumerate(names, 1))
    return html.replace("</h1>", f"</h1>\n<nav>{links}</nav>", 1)


def _print(page: Path, browser: Browser) -> Path:
    printed = page.with_suffix(".pdf")
    tab = browser.new_page()
    tab.goto(page.as_uri())
    tab.pdf(
        path=printed,
        format="A4",
        margin={"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"},
        display_header_footer=True,
        header_template="<div></div>",
        footer_template=FOOTER,
    )
    tab.close()
    return printed
