"""The report of a run as one HTML page with small charts, which needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnadmin_nlp.archive.report import Bar, Report, Run

_CHART_HEIGHT, _BAR_WIDTH = 80, 16


def page(told: Report) -> str:
    """Return the page."""
    parts = [_run(told.run)] if told.run else []
    parts.append(_section("Archive", _bars(list(told.totals.items()))))
    if told.states:
        parts.append(_section("Files by state", _bars(list(told.states.items()))))
    if told.causes:
        rows = [
            [str(cause.files), cause.message, cause.example, cause.remedy or ""]
            for cause in told.causes
        ]
        table = _table(["files", "cause", "one of them", "what to do"], rows)
        parts.append(_section("Failures by cause", table))
    if told.doubts:
        title = f"To review: {told.to_review} of {told.totals['documents']} documents"
        parts.append(
            _section(title, _bars([(doubt.field, doubt.documents) for doubt in told.doubts]))
        )
    if told.slowest:
        rows = [[f"{slow.seconds:.1f}", str(slow.pages), slow.path] for slow in told.slowest]
        parts.append(_section("Slowest files", _table(["seconds", "pages", "file"], rows)))
    return _PAGE.replace("TITLE", escape(told.archive)).replace("BODY", "\n".join(parts))


def _run(run: Run) -> str:
    rate = f" · {run.pages_per_minute:.1f} pages a minute" if run.pages_per_minute else ""
    end = f"{run.seconds:.0f} s" if run.finished else "not finished"
    counts = [(name, count) for name, count in run.counts.items() if count]
    chart = _timeline(run.timeline) if any(bar.pages for bar in run.timeline) else ""
    head = f"<p>{escape(run.command)} · {escape(run.started)} · {end}{rate}</p>"
    return _section(f"Run {run.number}", head + _bars(counts) + chart)


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{body}\n</section>"


def _bars(counts: Sequence[tuple[str, int]]) -> str:
    most = max((count for _, count in counts), default=0) or 1
    return (
        "<table>"
        + "".join(
            f"<tr><th>{escape(name)}</th><td class=n>{count:,}</td>"
            f'<td class=b><div style="width:{100 * count / most:.1f}%"></div></td></tr>'
            for name, count in counts
        )
        + "</table>"
    )


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    def cells(tag: str, texts: Iterable[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"

    return "<table>" + cells("th", heads) + "".join(cells("td", row) for row in rows) + "</table>"


def _timeline(bars: Sequence[Bar]) -> str:
    """Draw pages over time."""
    most = max(bar.pages for bar in bars)
    columns = "".join(
        f'<rect x="{place * _BAR_WIDTH}" width="{_BAR_WIDTH - 2}"'
        f' y="{_CHART_HEIGHT * (1 - bar.pages / most):.1f}"'
        f' height="{_CHART_HEIGHT * bar.pages / most:.1f}">'
        f"<title>after {bar.after:.0f} s: {bar.pages} pages</title></rect>"
        for place, bar in enumerate(bars)
    )
    return (
        f'<svg viewBox="0 0 {len(bars) * _BAR_WIDTH} {_CHART_HEIGHT}"'
        f' preserveAspectRatio="none" role="img" aria-label="pages over time">{columns}</svg>'
    )


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>TITLE</title>
<style>
:root { color-scheme: light dark; --bar: #4477aa; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 2rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: normal; color: GrayText; padding: .1rem .8rem .1rem 0; }
td { padding: .1rem .8rem .1rem 0; overflow-wrap: anywhere; vertical-align: top; }
.n { text-align: right; width: 5rem; } .b { width: 60%; }
.b div { background: var(--bar); height: .8em; min-width: 1px; }
svg { width: 100%; height: 5rem; margin-top: 1rem; } rect { fill: var(--bar); }
</style>
</head>
<body>
<h1>TITLE</h1>
BODY
</body>
</html>
"""
