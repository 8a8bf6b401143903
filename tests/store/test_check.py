"""What ``vnadmin check`` finds in an archive that somebody or something damaged."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.dispatches import DIRECTIVE, citation, letter, save
from vnadmin_nlp import graph
from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.ingest.check_archive import check
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.check.table_integrity import DAMAGED, UNFINISHED
from vnadmin_nlp.store.database import on_server
from vnadmin_nlp.store.manifest import FileStamp, Manifest, State

TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def sound(store: Store) -> Store:
    """Return an archive in which nothing is wrong."""
    save(store, DIRECTIVE, letter("answer", citation("31-CT/TU", "2024-03-14")), text="kỷ luật")
    manifest = Manifest(store, store.start_run("test", {}))
    for row in store.files():
        manifest.settle(f"/{row.path}", State(row.state), look=FileStamp(1, 1), sha256=row.sha256)
    manifest.settle(
        "/bad.pdf", State.FAILED, look=FileStamp(1, 1), sha256="f", error=unreadable("empty")
    )
    graph.link(store)
    return store


def unreadable(cause: str) -> UnreadableInput:
    return UnreadableInput(cause)


def found(store: Store) -> set[tuple[str, str]]:
    """Return kind and message of all findings."""
    return {(finding.kind, finding.message) for finding in check(store, today=TODAY)}


def test_nothing_is_wrong_with_a_sound_archive(sound: Store) -> None:
    assert found(sound) == set()


DAMAGES = [
    (
        "DELETE FROM pages WHERE file_id = 1",
        "0 of 1 pages are stored",
    ),
    (
        "UPDATE documents SET first_page = 2, last_page = 2 WHERE id = 1",
        "page 1 belongs to no document",
    ),
    (
        "UPDATE files SET state = 'failed' WHERE id = 1",
        "it is failed, but 1 documents of it are stored",
    ),
    (
        "UPDATE files SET state = 'failed' WHERE id = 1",
        "it failed without a cause",
    ),
    (
        "UPDATE manifest SET sha256 = 'x' WHERE state <> 'failed'",
        "by the manifest, but nothing of it is stored",
    ),
    (
        "UPDATE manifest SET error = NULL",
        "it is failed by the manifest, without a cause",
    ),
    (
        "UPDATE manifest SET holder = 'a:1:2'",
        "it is failed by the manifest, but a:1:2 holds it",
    ),
    (
        "UPDATE manifest SET state = 'doing'",
        "it is being read by the manifest, but nobody holds it",
    ),
    (
        "UPDATE documents SET work_id = NULL WHERE id = 1",
        "it is no node of the graph",
    ),
    (
        "UPDATE citations SET claim_id = NULL",
        "its citation 1 leads nowhere in the graph",
    ),
    (
        "UPDATE claims SET work_id = NULL",
        "its citation 1 leads nowhere in the graph",
    ),
    (
        "UPDATE citations SET claim_id = NULL",
        "no document cites this claim of the graph",
    ),
    (
        "INSERT INTO works (key, kind, bucket, type, organ, date, year)"
        " VALUES ('k', 'cited', 'b', '', '', '', 0)",
        "nothing stands behind this node of the graph",
    ),
    (
        "DELETE FROM fields WHERE document_id = 1",
        "0 of 3 evidence are stored",
    ),
    (
        "DELETE FROM citations",
        "0 of 1 citations are stored",
    ),
    (
        "UPDATE passages SET text = 'kỷ luật và thêm' WHERE page = 1",
        "search finds another text on page 1",
    ),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES, ids=[message for _, message in DAMAGES])
def test_damage_is_found(damage: str, message: str, sound: Store) -> None:
    sound.db.execute(damage)
    assert any(kind == DAMAGED and message in told for kind, told in found(sound))


def test_texts_missing_in_the_index_and_left_over_in_it_are_found(sound: Store) -> None:
    if on_server(sound.db):
        sound.db.execute("DELETE FROM passages_folded WHERE rowid = 2")
    else:
        sound.db.execute(
            "INSERT INTO passages_folded (passages_folded, rowid, folded) VALUES ('delete', 2, ?)",
            ("ky luat",),
        )
        sound.db.execute("INSERT INTO passages_folded (rowid, folded) VALUES (99, 'x')")
    told = {message for _, message in found(sound)}
    assert "1 passages can't be found by search" in told
    assert on_server(sound.db) or "1 texts in it are gone" in told


def test_a_row_that_belongs_to_nothing_is_found(sound: Store) -> None:
    if on_server(sound.db):
        pytest.skip("a server does not let it happen")
    sound.db.execute("PRAGMA foreign_keys = OFF")
    sound.db.execute("DELETE FROM files WHERE id = 1")
    assert (DAMAGED, "a row of pages belongs to nothing in files") in found(sound)


UNFINISHED_WORK: list[tuple[str, str]] = [
    ("UPDATE documents SET linked = 0 WHERE id = 1", "it is not in the graph yet"),
    ("INSERT INTO stale VALUES ('b')", "what cites this number is to be settled"),
    ("UPDATE manifest SET state = 'todo'", "it waits; the same command reads it"),
    (
        "UPDATE manifest SET state = 'doing', holder = 'elsewhere:1:2', lease = 5",
        "the run that was reading it has ended; the same command reads it",
    ),
]


@pytest.mark.parametrize(
    ("left", "message"), UNFINISHED_WORK, ids=[message for _, message in UNFINISHED_WORK]
)
def test_what_an_interrupted_run_left_is_told_apart_from_damage(
    left: str, message: str, sound: Store
) -> None:
    sound.db.execute(left)
    told = found(sound)
    assert (UNFINISHED, message) in told
    assert {kind for kind, _ in told} == {UNFINISHED}


def test_a_run_under_way_is_nothing_to_tell(sound: Store) -> None:
    sound.db.execute(
        "UPDATE manifest SET state = 'doing', holder = 'elsewhere:1:2', lease = ?",
        (time.time() + 60,),
    )
    assert found(sound) == set()


def test_a_file_overwritten_with_noise_is_found(tmp_path: Path) -> None:
    path = tmp_path / "noise.db"
    with Store(path) as store:
        save(store, *(letter(f"n{n}") for n in range(40)), text="kỷ luật " * 300)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8192] = bytes(8192)
    path.write_bytes(data)
    assert damaged(lambda: found(Store(path, create=False)))


def damaged(look: Callable[[], set[tuple[str, str]]]) -> bool:
    try:
        return any(kind == DAMAGED for kind, _ in look())
    except UnreadableInput as error:
        return "damaged" in error.cause
