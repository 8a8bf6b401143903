"""What an archive on a PostgreSQL server costs beside one in a file: saving, searching, citing.

``python benchmarks/server.py [--documents 2000]`` starts a server of its own, writes the same
made-up letters into both, and asks both the same. Seconds are of processor time, the server's
processes included; on a machine with nothing else to do, wall time tells of the round trips too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from tests.helpers import postgres
from tests.helpers.dispatches import citation, record, save
from vnadmin_nlp import graph
from vnadmin_nlp.store import Store

#: Documents of one transaction, as a bulk run may write them.
TOGETHER = 20
#: Look-ups of each kind.
ASKED = 200
TEXT = """kỷ luật hành chính tăng cường chỉ thị ủy ban nhân dân tỉnh đề nghị báo cáo việc sơ kết đất
    đai đồng chí ủy viên lưu trữ số hóa công tác tổ chức cán bộ kế hoạch thực hiện nghị quyết đại
    hội đảng bộ huyện thành phố phòng chống tham nhũng ngân sách nhà nước đầu tư xây dựng"""
SYLLABLES = TEXT.split()


class Cost(NamedTuple):
    """Seconds for one thing: of the processors, and of the clock."""

    cpu: float
    wall: float


def main() -> None:
    """Print a table of costs per document and per look-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    count = parser.parse_args().documents
    if why := postgres.missing():
        sys.exit(why)
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        address = server.address(server.empty_database())
        costs = [
            measured(str(Path(folder) / "a.db"), count, lambda: 0.0),
            measured(address, count, server.cpu),
        ]
    print("| | SQLite, ms CPU (wall) | PostgreSQL, ms CPU (wall) | ratio of CPU |")
    print("|---|---|---|---|")
    for name in costs[0]:
        here, there = costs[0][name], costs[1][name]
        cells = (f"{1000 * cost.cpu:.2f} ({1000 * cost.wall:.2f})" for cost in (here, there))
        print(f"| {name} | {' | '.join(cells)} | {there.cpu / here.cpu:.2f} |")


def measured(place: str, count: int, of_server: Callable[[], float]) -> dict[str, Cost]:
    """Write and ask one archive; return the cost of each thing."""
    chance = random.Random(7)

    def timed(do: Callable[[], object], times: int) -> Cost:
        wall, cpu = time.perf_counter(), sum(os.times()[:2]) + of_server()
        do()
        spent = sum(os.times()[:2]) + of_server() - cpu
        return Cost(max(spent, 1e-9) / times, (time.perf_counter() - wall) / times)

    def asked(ask: Callable[[str], object], questions: list[str]) -> Cost:
        return timed(lambda: [ask(question) for question in questions], len(questions))

    with Store(place) as store:
        words = [" ".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(ASKED)]
        numbers = [f"{chance.randint(1, count)}-CV/TU" for _ in range(ASKED)]
        return {
            "a document saved": timed(lambda: write(store, count, chance), count),
            "a document linked": timed(lambda: graph.link(store), count),
            "a search by words": asked(store.search, words),
            "a search by number": asked(store.search, numbers),
            "a card with citations": asked(lambda number: graph.cite(store, number), numbers),
        }


def day(number: int) -> str:
    """Return when a letter was written: an office sends some ten of them a day."""
    return (dt.date(2020, 1, 1) + dt.timedelta(days=number // 10)).isoformat()


def write(store: Store, count: int, chance: random.Random) -> None:
    """Save letters of some 300 words, each of which cites three others."""
    for first in range(1, count + 1, TOGETHER):
        with store.transaction():
            for n in range(first, min(count + 1, first + TOGETHER)):
                cited = [chance.randint(1, count) for _ in "abc"]
                letter = record(
                    f"letter-{n}", number=f"{n}-CV/TU", date=day(n),
                    citations=[citation(f"{number}-CV/TU", day(number)) for number in cited],
                    issuing_body="Tỉnh ủy", subject=" ".join(chance.choices(SYLLABLES, k=12)),
                )  # fmt: skip
                save(store, letter, text=" ".join(chance.choices(SYLLABLES, k=300)))


if __name__ == "__main__":
    main()
