"""Files read by the workers of a Dask cluster, under kills: each good file once, none lost."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.paper import page_image, save
from tests.helpers.vnadmin_cli import python, vnadmin

pytest.importorskip("distributed", reason="the extra cluster is not installed")

from tests.helpers.dask_cluster import Cluster, certificates, cluster, tls_settings, until
from tests.helpers.farm_tasks import behave
from vnadmin_nlp.errors import ChildBroke, MissingProgram, UnreadableInput, UsageError, VnadminError
from vnadmin_nlp.ingest import cluster as settings
from vnadmin_nlp.ingest.cluster import driver
from vnadmin_nlp.ingest.cluster.driver import work_there
from vnadmin_nlp.ingest.cluster.path_map import PathMap
from vnadmin_nlp.ingest.cluster.version_check import Build, this_build
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.manifest import by_state

# One process has the cluster: starting it is what costs.
pytestmark = pytest.mark.xdist_group("cluster")

LETTER = """TỈNH ỦY YÊN BÁI
HUYỆN ỦY VĂN YÊN
*
Số {number}-CV/HU

V/v rà soát hồ sơ, tài liệu lưu trữ

ĐẢNG CỘNG SẢN VIỆT NAM

Văn Yên, ngày 20 tháng 8 năm 2024

Kính gửi: Các chi bộ, đảng bộ trực thuộc.

Thực hiện Chỉ thị số 31-CT/TU, ngày 12/3/2024 của Ban Thường vụ Tỉnh ủy, Ban Thường vụ Huyện ủy \
yêu cầu các chi bộ báo cáo kết quả trước ngày 30/9/2024.

T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG

Đỗ Văn Thử
"""

PARAGRAPH = """
Căn cứ Quy định số 270-QĐ/TW, ngày 06/12/2014 của Ban Bí thư, các chi bộ rà soát tài liệu lưu trữ.
"""


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return three workers behind TLS; this process may use them as well."""
    folder = tmp_path_factory.mktemp("cluster")
    tls = certificates(folder)
    with pytest.MonkeyPatch.context() as patch, cluster(folder, 3, tls=tls) as started:
        import dask

        for name, value in tls_settings(tls).items():
            patch.setenv(name, value)
        dask.config.refresh()
        yield started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with letters enough for a run that can be killed in its midst."""
    folder = tmp_path / "công văn đến"
    folder.mkdir()
    for number in range(101, 125):
        (folder / f"{number}.txt").write_text(LETTER.format(number=number) + 6 * PARAGRAPH, "utf-8")
    return folder


def driver_of(crew: Cluster, folder: Path, archive: Path, log: Path) -> subprocess.Popen[str]:
    """Start a run on the cluster in a process of its own."""
    command = python(
        "ingest", str(folder), "--archive", str(archive), "--scheduler", crew.address,
        "--json-log", str(log),
    )  # fmt: skip
    environment = crew.environment()
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def keep(folder: Path, count: int) -> list[Path]:
    """Leave so many files in the folder, and return them."""
    files = sorted(folder.iterdir())
    for path in files[count:]:
        path.unlink()
    return files[:count]


def done(log: Path, count: int) -> Callable[[], bool]:
    return lambda: log.exists() and len(log.read_text("utf-8").splitlines()) >= count


def contents(archive: Path) -> dict[str, object]:
    """Return what an archive holds, without times and without the order of writing."""
    with Store(archive, create=False) as store:
        return {
            document.name: (
                document.record,
                store.text(document.id),
                store.pages(document.file_id),
            )
            for document in store.documents()
        }


def states(archive: Path) -> dict[str, int]:
    with Store(archive, create=False) as store, store.reading() as db:
        return by_state(db)


def test_a_file_that_one_worker_does_not_see_is_read_by_another(
    crew: Cluster, tmp_path: Path
) -> None:
    item = f"unseen {tmp_path / 'mark'}"
    assert work(crew, [item, "a"]) == {item: item.upper(), "a": "A"}


def test_items_that_crash_hang_or_kill_a_worker_cost_no_other(crew: Cluster) -> None:
    good = [f"tờ {number}" for number in range(12)]
    bad = ["crash", "slay", "hang", "known a.pdf"]
    results = work(crew, [*good[:3], *bad, *good[3:]], limit_s=12.0)
    errors = {item: results.pop(item) for item in bad}
    assert results == {item: item.upper() for item in good}
    assert "died (SIGSEGV)" in str(errors["crash"])
    assert "3 workers of the cluster died while it was read" in str(errors["slay"])
    assert "not done after 12 seconds" in str(errors["hang"])
    assert isinstance(errors["known a.pdf"], UnreadableInput)


def test_kills_of_a_worker_and_of_the_driver_lose_and_double_nothing(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    archive, log = tmp_path / "a.db", tmp_path / "log"
    killed = driver_of(crew, folder, archive, log)
    until(done(log, 3))
    crew.kill_a_worker()
    until(done(log, 8))
    killed.kill()
    killed.communicate()
    ended = vnadmin("ingest", folder, "--archive", archive, "--scheduler", crew.address)
    assert ended.code == 0, ended.err
    assert "24 done" not in ended.err, "the driver was not killed in mid-run"
    assert states(archive) == {"done": 24}

    here = tmp_path / "here.db"
    assert vnadmin("ingest", folder, "--archive", here, "-j1").code == 0
    assert contents(archive) == contents(here)
    # With nothing to read, nobody need be there.
    assert (
        vnadmin("ingest", folder, "--archive", here, "--scheduler", "tcp://127.0.0.1:9").code == 0
    )


def test_a_page_that_kills_its_reader_costs_no_other_file(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    keep(folder, 3)
    poison = page_image()
    poison.paste("black", (0, 0, 200, 200))
    save(poison, folder / "độc.png")
    archive = tmp_path / "a.db"
    ended = vnadmin(
        "ingest", folder, "--archive", archive, "--scheduler", crew.address,
        "--engine", "tests.helpers.faulty:Crashes", "--json",
    )  # fmt: skip
    counts = json.loads(ended.out)
    assert (ended.code, counts["done"], counts["failed"]) == (1, 3, 1)
    assert "độc.png, page 1: the reader crashed (SIGSEGV)" in ended.err


def test_workers_find_files_under_paths_of_their_own(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    folder.rename(there)
    folder.mkdir()
    for path in list(there.iterdir())[:3]:
        (folder / path.name).hardlink_to(path)
    archive = tmp_path / "a.db"
    ended = vnadmin(
        "ingest", folder, "--archive", archive, "--scheduler", crew.address,
        "--path-map", f"{folder}={there}",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    for record, _, _ in contents(archive).values():  # type: ignore[misc]
        assert Path(record["source"]["file"]).parent == folder


def test_a_file_that_no_worker_sees_is_told_with_the_machine(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    (letter,) = keep(folder, 1)
    ended = vnadmin(
        "ingest", folder, "--archive", tmp_path / "a.db", "--scheduler", crew.address,
        "--path-map", f"{folder}={tmp_path / 'nowhere'}",
    )  # fmt: skip
    assert ended.code == UnreadableInput.exit_code
    assert f"nowhere/{letter.name} on {socket.gethostname()}: no such file" in ended.err


def test_a_file_with_other_bytes_there_is_told(crew: Cluster, folder: Path, tmp_path: Path) -> None:
    (letter,) = keep(folder, 1)
    there = tmp_path / "there"
    there.mkdir()
    (there / letter.name).write_text("bản khác", "utf-8")
    ended = vnadmin(
        "ingest", folder, "--archive", tmp_path / "a.db", "--scheduler", crew.address,
        "--path-map", f"{folder}={there}",
    )  # fmt: skip
    assert ended.code == UnreadableInput.exit_code
    assert "a worker sees other bytes" in ended.err


def test_workers_of_another_version_are_named_and_left_out(
    crew: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = Build("9.9", "0" * 64, this_build().models)
    monkeypatch.setattr(driver, "this_build", lambda: other)
    with pytest.raises(MissingProgram, match=r"no worker fits.* this machine 9\.9 \(code 00000000"):
        work(crew, ["a"], patience_s=1.0)
    assert "the worker tls://127.0.0.1:" in caplog.text


def test_members_of_boxes_are_unpacked_where_they_are_read(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    box = Path(shutil.make_archive(str(tmp_path / "hộp"), "zip", folder))
    archive = tmp_path / "a.db"
    ended = vnadmin("ingest", box, "--archive", archive, "--scheduler", crew.address)
    assert ended.code == 0, ended.err
    assert states(archive) == {"done": 24}


def test_an_interrupted_run_keeps_what_is_done_and_lets_go_of_the_rest(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    archive, log = tmp_path / "a.db", tmp_path / "log"
    interrupted = driver_of(crew, folder, archive, log)
    until(done(log, 3))
    interrupted.send_signal(signal.SIGINT)
    _, told = interrupted.communicate()
    assert interrupted.returncode == 130, told
    found = states(archive)
    assert found["done"] >= 3 and found["done"] + found.get("todo", 0) == 24
    assert len(contents(archive)) == found["done"]


def test_a_run_goes_on_when_the_scheduler_is_back(
    crew: Cluster, folder: Path, tmp_path: Path
) -> None:
    archive, log = tmp_path / "a.db", tmp_path / "log"
    cut_off = driver_of(crew, folder, archive, log)
    until(done(log, 3))
    crew.restart_scheduler(workers=1)
    _, told = cut_off.communicate()
    assert cut_off.returncode == 0, told
    assert "the scheduler is back" in told
    assert "Traceback" not in told
    assert states(archive) == {"done": 24}


def test_a_run_ends_when_the_scheduler_does_not_come_back(crew: Cluster) -> None:
    there = settings.Cluster(crew.address, patience_s=2.0)
    results = work_there(behave, map(str, range(99)), cluster=there)
    next(results)
    crew.scheduler.kill()
    with pytest.raises(ChildBroke, match="is gone, and did not come back in 2 seconds"):
        list(results)


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        pytest.param("tcp://127.0.0.1:9", MissingProgram, "no scheduler at", id="nobody there"),
        pytest.param("dort", UsageError, "no address", id="no address"),
        pytest.param("http://127.0.0.1:9", UsageError, "no address", id="no such scheme"),
    ],
)
def test_an_address_without_a_scheduler_is_told(
    address: str, kind: type[VnadminError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        list(work_there(behave, ["a"], cluster=settings.Cluster(address, patience_s=0.5)))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingProgram, match=r"pip install 'vnadmin-nlp\[cluster\]'"):
        list(work_there(behave, ["a"], cluster=settings.Cluster("tcp://127.0.0.1:9")))


@pytest.mark.parametrize("text", ["/a", "a=/b", "/a=b", "=", ""])
def test_what_maps_no_path_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--path-map /mnt/scans=/srv/scans"):
        PathMap.of(text)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--path-map", "/a=/b"], id="a map without a cluster"),
        pytest.param(["--scheduler", "tcp://127.0.0.1:9", "-j", "2"], id="jobs on a cluster"),
        pytest.param(["--scheduler", "127.0.0.1"], id="no address"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    options: list[str], folder: Path, tmp_path: Path
) -> None:
    ended = vnadmin("ingest", folder, "--archive", tmp_path / "a.db", *options)
    assert ended.code == UsageError.exit_code
    assert not (tmp_path / "a.db").exists()


def work(
    crew: Cluster, items: list[str], *, patience_s: float = 60.0, limit_s: float = 60.0
) -> dict[str, object]:
    """Return what the task of the tests makes of items on the cluster."""
    there = settings.Cluster(crew.address, patience_s=patience_s)
    results = work_there(behave, items, cluster=there, limit_s=limit_s)
    return {one.item: one.value for one in results}
