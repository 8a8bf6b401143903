"""The report of a run as one HTML page with small charts, which needs nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from vnadmin_nlp.ingest.summary import Result

if TYPE_CHECKING:
    from vnadmin_nlp.store.run_report import PageRate, RunReport, RunSummary

_CHART_HEIGHT, _BAR_WIDTH = 80, 16


def page(told: RunReport) -> str:
    """Return the page."""
    parts = [_run(told.run)] if told.run else []
    parts.append(_section("Archive", _figures(told.totals)))
    if told.states:
        parts.append(_section("All files by state", _bars(list(told.states.items()))))
    if told.causes:
        rows = [
            [f"{cause.files:,}", cause.message, cause.example, cause.remedy or ""]
            for cause in told.causes
        ]
        table = _table(["files", "cause", "one of them", "what to do"], rows)
        parts.append(_section("Failures by cause", table))
    if told.doubts:
        documents = told.totals["documents"]
        title = f"To review: {told.to_review:,} of {documents:,} documents"
        counts = [(doubt.field, doubt.documents) for doubt in told.doubts]
        parts.append(_section(title, _bars(counts, most=documents)))
    if told.slowest:
        rows = [[f"{slow.seconds:.1f}", str(slow.pages), slow.path] for slow in told.slowest]
        parts.append(_section("Slowest files", _table(["seconds", "pages", "file"], rows)))
    return _PAGE.replace("TITLE", escape(told.archive)).replace("BODY", "\n".join(parts))


def _run(run: RunSummary) -> str:
    files = [(name, run.counts[name]) for name in _RESULTS if run.counts.get(name)]
    others: dict[str, float] = {
        name: count for name, count in run.counts.items() if name not in _RESULTS
    }
    if run.pages_per_minute:
        others["pages a minute"] = run.pages_per_minute
    chart = _timeline(run.timeline) if any(bar.pages for bar in run.timeline) else ""
    head = f"<p>{escape(run.command)} · {escape(when(run.started))} · {escape(lasting(run))}</p>"
    title = f"Run {run.number}"
    return _section(title, head + _figures(others) + _bars(files) + chart)


#: What comes of files, of all that a run counts.
_RESULTS = tuple(Result)


def when(moment: str) -> str:
    """Return a time of the archive as one reads it.

    >>> when("2026-11-22T20:00:00Z")
    '2026-11-22 20:00 UTC'
    """
    return f"{moment[:10]} {moment[11:16]} UTC"


def lasting(run: RunSummary) -> str:
    """Return how long a run took, if it is over."""
    return str(dt.timedelta(seconds=round(run.seconds))) if run.finished else "not finished"


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{body}\n</section>"


def _figures(counts: Mapping[str, float]) -> str:
    """Show numbers of different things side by side: bars would compare what can't be."""
    items = (f"<div><b>{count:,}</b> {escape(name)}</div>" for name, count in counts.items())
    return f"<div class=figures>{''.join(items)}</div>"


def _bars(counts: Sequence[tuple[str, int]], *, most: int = 0) -> str:
    """Draw counts of one kind of thing, of ``most`` if given."""
    most = most or max((count for _, count in counts), default=0) or 1
    rows = (
        f"<tr><th>{escape(name)}</th><td class=n>{count:,}</td><td class=b>"
        f'<div class="{escape(name)}" style="width:{100 * count / most:.1f}%"></div></td></tr>'
        for name, count in counts
    )
    return f"<table>{''.join(rows)}</table>"


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    def cells(tag: str, texts: Iterable[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"

    return "<table>" + cells("th", heads) + "".join(cells("td", row) for row in rows) + "</table>"


def _timeline(bars: Sequence[PageRate]) -> str:
    """Draw pages a minute over time."""
    stretch = bars[1].after - bars[0].after if len(bars) > 1 else 60.0
    most = max(bar.pages for bar in bars)
    columns = "".join(
        f'<rect x="{place * _BAR_WIDTH}" width="{_BAR_WIDTH - 2}"'
        f' y="{_CHART_HEIGHT * (1 - bar.pages / most):.1f}"'
        f' height="{_CHART_HEIGHT * bar.pages / most:.1f}">'
        f"<title>after {_clock(bar.after)}: {bar.pages:,} pages</title></rect>"
        for place, bar in enumerate(bars)
    )
    end = _clock(bars[-1].after + stretch)
    return (
        f"<figure><figcaption>pages a minute, at most {60 * most / stretch:,.0f}</figcaption>"
        f'<svg viewBox="0 0 {len(bars) * _BAR_WIDTH} {_CHART_HEIGHT}"'
        f' preserveAspectRatio="none" role="img" aria-label="pages over time">{columns}</svg>'
        f"<div class=axis><span>0:00:00</span><span>{end}</span></div></figure>"
    )


def _clock(seconds: float) -> str:
    return str(dt.timedelta(seconds=round(seconds)))


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>TITLE</title>
<style>
:root { color-scheme: light dark; --bar: #4477aa; --partial: #b8860b; --failed: #bb3344; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 2rem 0 .4rem; } p { margin: .2rem 0 .6rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: normal; color: GrayText; padding: .1rem .8rem .1rem 0; }
td { padding: .1rem .8rem .1rem 0; overflow-wrap: anywhere; vertical-align: top; }
.n { text-align: right; width: 5rem; } .b { width: 60%; vertical-align: middle; }
.b div { background: var(--bar); height: .8em; }
.b .partial { background: var(--partial); }
.b .failed, .b .quarantined { background: var(--failed); }
.figures { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin-bottom: .6rem; }
figure { margin: 1rem 0 0; } figcaption, .axis { color: GrayText; font-size: .85rem; }
.axis { display: flex; justify-content: space-between; }
svg { display: block; width: 100%; height: 5rem; } rect { fill: var(--bar); }
</style>
</head>
<body>
<h1>Report of TITLE</h1>
BODY
</body>
</html>
"""
