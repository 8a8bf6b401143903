"""Bodies at the time of a paper: provinces that were merged, communes that were drawn anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from vnadmin_nlp.identity.organ_identity import ONE_OF, Body
from vnadmin_nlp.vocab import provinces

#: Papers that are cited without a date are seldom older: the window of yearly series.
_UNSURE_FOR = dt.timedelta(days=548)


def before_merger(organ: Body, context: Body, phrase: Body, *, cited: str, citing: str) -> Body:
    """Leave open which of the merged provinces is meant where only the context names one.

    In a letter of today's Bắc Ninh, ``Tỉnh ủy`` with a date before 1 July 2025 is the committee of
    the old Bắc Ninh or that of the old Bắc Giang: the letterhead does not tell where its office
    stood. A province that the citation names itself is that province, and papers of a year and a
    half after the merger that are cited without a date may be of either time; later ones are taken
    for those of the merged province. The district and commune of today's letterhead tell nothing of
    the time before, because communes were drawn anew and districts ended on the same day.

    Args:
        organ: as completed by the context.
        context: the body that issues the citing document.
        phrase: the body as the citation alone tells it.
        cited: ISO date of the cited document, or empty.
        citing: ISO date of the citing document, or empty.
    """
    merger = provinces.mergers().get(organ.province)
    if merger and not phrase.province and organ.province == context.province:
        since = merger.since.isoformat()
        soon = (merger.since + _UNSURE_FOR).isoformat()
        if citing >= since and (cited < since if cited else citing <= soon):
            organ = replace(organ, province=ONE_OF.join(merger.names))
    anew = provinces.COMMUNES_ANEW.isoformat()
    if citing >= anew and cited and cited < anew:
        organ = replace(
            organ,
            district=organ.district if organ.district == phrase.district else "",
            commune=organ.commune if organ.commune == phrase.commune else "",
        )
    return organ


def restarted(organ: Body, year: int) -> bool:
    """Tell whether a body numbered its papers anew within a year, so that a number came twice.

    >>> from vnadmin_nlp.identity.organ_identity import parse
    >>> restarted(parse("UBND tỉnh Hưng Yên"), 2025), restarted(parse("UBND tỉnh Lạng Sơn"), 2025)
    (True, False)
    """
    if organ.level == "commune":
        return year == provinces.COMMUNES_ANEW.year
    mergers = (provinces.mergers().get(name) for name in organ.province.split(ONE_OF))
    return organ.level != "central" and any(m and m.since.year == year for m in mergers)
