"""Archives of files: what is found in them, under which names, and what hostile ones can't do."""

from __future__ import annotations

import io
import random
import resource
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vnadmin_nlp.errors import NotWritable, UnreadableInput
from vnadmin_nlp.ingest.containers import Choice, Limits, Trouble, Unpacked, box_of, opened, unpack
from vnadmin_nlp.ingest.containers.safe_names import inner_path, legible

NOISE = random.Random(5).randbytes(120_000)
FILES = {"2019/cv-31.pdf": NOISE, "2019/cv 32.PDF": b"hai", "đến/tờ trình.docx": b"ba" * 900}
Files = dict[str, bytes]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as box:
        for name, data in files.items():
            box.writestr(name, data)
    return held.getvalue()


def tarred(files: Files, packed: str = "") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=f"w:{packed}") as box:  # type: ignore[call-overload]
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            box.addfile(header, io.BytesIO(data))
    return held.getvalue()


def streamed(files: Files) -> bytes:
    """Return a ZIP as a program writes it that can't go back: sizes follow the bytes."""

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            held.write(data)
            return len(data)

    held = io.BytesIO()
    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as box:  # type: ignore[arg-type]
        for name, data in files.items():
            box.writestr(name, data)
    return held.getvalue()


MAKERS: dict[str, Callable[[Files], bytes]] = {
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "deflated.zip": zipped,
    "bzip2.zip": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "streamed.zip": streamed,
    "behind.zip": lambda files: b"#!/bin/sh\n" + zipped(files),
    "plain.tar": tarred,
    "gzip.tar.gz": lambda files: tarred(files, "gz"),
    "bzip2.tbz2": lambda files: tarred(files, "bz2"),
    "xz.TAR.XZ": lambda files: tarred(files, "xz"),
    "really a tar.zip": tarred,
}


ROOMY = Limits()


def found(
    box: Path, *chosen: str, limits: Limits = ROOMY
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Unpack; return bytes and causes by name, both below the folder of the box."""
    files, troubles = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for one in unpack(box, Path(folder), Choice(chosen), limits=limits):
            name = str(one.name.relative_to(box.parent))
            if isinstance(one, Unpacked):
                files[name] = one.at.read_bytes()
                one.at.unlink()
            else:
                troubles[name] = one.error.cause
        assert not any(Path(folder).iterdir())
    return files, troubles


@pytest.fixture
def place(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def put(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put


Put = Callable[[str, bytes], Path]


@pytest.mark.parametrize("name", MAKERS)
def test_every_member_of_our_kinds_comes_out_as_it_went_in(name: str, place: Put) -> None:
    others = {"bảng.xlsx": b"1", ".ẩn/a.pdf": b"2", "__MACOSX/._a.pdf": b"3", "~$a.docx": b"4"}
    box = place(name, MAKERS[name]({**FILES, **others}))
    assert found(box) == ({f"{name}/{inner}": data for inner, data in FILES.items()}, {})


@pytest.mark.parametrize("outer", ["stored.zip", "deflated.zip", "plain.tar", "xz.TAR.XZ"])
def test_boxes_in_boxes_are_folders_in_folders(outer: str, place: Put) -> None:
    inner = {"a.tar.gz": tarred(FILES, "gz"), "b.zip": zipped({"c.tar": tarred({"d.txt": b"d"})})}
    files, troubles = found(place(outer, MAKERS[outer](inner)))
    wanted = {f"{outer}/a.tar.gz/{name}": data for name, data in FILES.items()}
    assert (files, troubles) == ({**wanted, f"{outer}/b.zip/c.tar/d.txt": b"d"}, {})


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("2019/cv-31.pdf", {"2019/cv-31.pdf"}),
        ("2019", {"2019/cv-31.pdf", "2019/cv 32.PDF"}),
        ("*/cv-3?.pdf", {"2019/cv-31.pdf"}),
        ("trong.zip/x.pdf", {"trong.zip/x.pdf"}),
        ("trong.zip", {"trong.zip/x.pdf", "trong.zip/y.pdf"}),
        ("không có.pdf", set()),
    ],
)
def test_members_are_asked_for_by_their_names(chosen: str, wanted: set[str], place: Put) -> None:
    box = place("b.zip", zipped({**FILES, "trong.zip": zipped({"x.pdf": b"x", "y.pdf": b"y"})}))
    files, _ = found(box, chosen)
    assert set(files) == {f"b.zip/{name}" for name in wanted}


def test_a_name_leads_to_a_file_or_into_a_box_never_both(place: Put, tmp_path: Path) -> None:
    box = place("hộp 12.zip", zipped(FILES))
    (folder := tmp_path / "thư mục.zip").mkdir()
    (plain := folder / "a.pdf").write_bytes(b"a")
    assert box_of(box) == (box, "")
    assert box_of(box / "2019/cv-31.pdf") == (box, "2019/cv-31.pdf")
    assert box_of(folder) is None and box_of(plain) is None
    with opened(plain) as path:
        assert path == plain
    with opened(box / "2019/cv-31.pdf") as path:
        assert path.read_bytes() == NOISE
    assert not path.exists()
    with pytest.raises(UnreadableInput, match="no such file"), opened(box / "nix.pdf"):
        pass


NAMES = {
    "../../etc/passwd.txt": "etc/passwd.txt",
    "/tuyệt đối.pdf": "tuyệt đối.pdf",
    "C:\\quét\\1.pdf": "quét/1.pdf",
    "a//./b.pdf": "a/b.pdf",
    "xuống\ndòng\x1b[2J.pdf": "xuống_dòng_[2J.pdf",
}


@pytest.mark.parametrize("kind", ["deflated.zip", "plain.tar"])
@pytest.mark.parametrize(("name", "wanted"), NAMES.items())
def test_no_name_leads_out_of_its_box(kind: str, name: str, wanted: str, place: Put) -> None:
    if kind == "plain.tar":
        name = name.replace("\\", "/")
    files, _ = found(place(kind, MAKERS[kind]({name: b"x"})))
    assert list(files) == [f"{kind}/{wanted}"]


def test_names_are_never_too_long() -> None:
    assert (
        len(inner_path("a" * 5_000 + ".pdf")) <= 120
        and inner_path("a" * 300 + ".pdf")[-4:] == ".pdf"
    )
    assert inner_path("x/" * 5_000 + "a.pdf").count("/") < 50


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        pytest.param("Chỉ thị 31.pdf".encode(), "Chỉ thị 31.pdf", id="UTF-8"),
        pytest.param("re\u0301sume\u0301.pdf".encode(), "résumé.pdf", id="NFD"),
        pytest.param("Chi\u0309 thi\u0323 31.pdf".encode("cp1258"), "Chỉ thị 31.pdf", id="1258"),
        pytest.param(
            b"C\xf4ng v\xe3n \xf0\xea\xecn.pdf", "Công văn đến.pdf", id="1258, precomposed"
        ),
        pytest.param(b"Quy\xd5t \xae\xdenh.pdf", "Quyết định.pdf", id="TCVN"),
        pytest.param("Übersicht.pdf".encode("cp437"), "Übersicht.pdf", id="DOS"),
    ],
)
def test_names_without_a_code_page_are_read_as_they_were_meant(raw: bytes, wanted: str) -> None:
    assert legible(raw) == wanted


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_name_in_an_old_code_page_comes_out_legible(kind: str, place: Put) -> None:
    raw = b"C\xf4ng v\xe3n.pdf"
    data = MAKERS["deflated.zip" if kind == "zip" else "plain.tar"]({"C?ng v?n.pdf": b"x"})
    files, _ = found(place(f"b.{kind}", _resummed(data.replace(b"C?ng v?n.pdf", raw), kind)))
    assert list(files) == [f"b.{kind}/Công văn.pdf"]


def _resummed(data: bytes, kind: str) -> bytes:
    if kind == "zip":
        return data
    head = data[:148] + b" " * 8 + data[156:512]
    return data[:148] + b"%06o\0 " % sum(head) + data[156:]


def test_names_that_come_twice_are_told_apart(place: Put) -> None:
    with pytest.warns(UserWarning):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as box:
            for data in ("một", "hai", "ba"):
                box.writestr("cv.pdf", data)
    files, _ = found(place("b.zip", held.getvalue()))
    assert {name: data.decode() for name, data in files.items()} == {
        "b.zip/cv.pdf": "một",
        "b.zip/cv (2).pdf": "hai",
        "b.zip/cv (3).pdf": "ba",
    }


@pytest.mark.parametrize("name", MAKERS)
def test_what_comes_before_the_break_is_read_all_the_same(name: str, place: Put) -> None:
    files = {"1.txt": b"1" * 50, "2.pdf": NOISE, "3.pdf": NOISE[::-1], "4.pdf": NOISE[::2]}
    data = MAKERS[name](files)
    good, troubles = found(place(name, data[: len(data) * 3 // 5]))
    assert all(data == files[inner.rpartition("/")[2]] for inner, data in good.items())
    # bzip2 and xz unpack in large blocks: nothing comes before the first is whole
    assert good or name in ("bzip2.tbz2", "xz.TAR.XZ")
    assert name in troubles


@pytest.mark.parametrize("seed", range(12))
def test_no_damage_ends_in_anything_but_a_cause(seed: int, place: Put) -> None:
    rng = random.Random(seed)
    for name, maker in MAKERS.items():
        data = bytearray(maker({"a.pdf": NOISE[:3_000], "b.zip": zipped({"c.pdf": b"c" * 99})}))
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        found(place(name, bytes(data)))


def test_a_member_with_a_wrong_checksum_or_a_lock_costs_no_other(place: Put) -> None:
    data = bytearray(zipped({"a.pdf": b"a" * 50, "b.pdf": b"b", "c.pdf": b"c"}, 0))
    data[data.index(b"aaaa")] = ord("x")
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 8] |= 1
    files, troubles = found(place("b.zip", bytes(data)))
    assert list(files) == ["b.zip/c.pdf"]
    assert "checksum" in troubles["b.zip/a.pdf"] and "password" in troubles["b.zip/b.pdf"]


def test_links_and_devices_are_not_followed(place: Put) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as box:
        for name, kind in {
            "s.pdf": tarfile.SYMTYPE,
            "h.pdf": tarfile.LNKTYPE,
            "d.pdf": b"3",
        }.items():
            header = tarfile.TarInfo(name)
            header.type, header.linkname = kind, "/etc/passwd"
            box.addfile(header)
    files, troubles = found(place("b.tar", held.getvalue()))
    assert files == {} and len(troubles) == 3
    assert all("link or device" in cause for cause in troubles.values())


SMALL = Limits(members=50, depth=4, member_bytes=1 << 20, bytes=4 << 20, times=2)
ZEROS = bytes(900_000)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "stored.zip"])
def test_a_bomb_is_defused_and_told(name: str, place: Put) -> None:
    box = place(name, MAKERS[name]({f"{number}.pdf": ZEROS for number in range(20)}))
    if box.stat().st_size > 1 << 20:
        pytest.skip("not compressed: the box is as large as what is in it")
    files, troubles = found(box, limits=SMALL)
    assert len(files) < 6
    assert "bomb" in troubles[name]


def test_bzip2_does_not_burst_in_one_go(place: Put) -> None:
    import bz2
    import tracemalloc

    box = place("b.tar.bz2", bz2.compress(tarred({"a.pdf": bytes(40 << 20)})))
    assert box.stat().st_size < 2_000
    tracemalloc.start()
    try:
        _, troubles = found(box, limits=SMALL)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
    assert troubles


def test_a_member_beyond_the_limit_costs_no_other(place: Put) -> None:
    lie = bytearray(zipped({"a.pdf": bytes(3 << 20), "b.pdf": b"b"}))
    head = lie.index(b"PK\x01\x02")
    lie[head + 24 : head + 28] = struct.pack("<L", 10)  # claims to be small
    files, troubles = found(place("b.zip", bytes(lie)), limits=SMALL)
    assert list(files) == ["b.zip/b.pdf"]
    assert "more than the limit" in troubles["b.zip/a.pdf"]


def test_too_many_members_are_told(place: Put) -> None:
    box = place("b.zip", zipped({f"{number}.pdf": b"x" for number in range(80)}))
    files, troubles = found(box, limits=SMALL)
    assert len(files) == 50 and "more than 50 members" in troubles["b.zip"]


def test_boxes_too_deep_and_a_box_that_holds_itself_are_told(place: Put) -> None:
    data = zipped({"a.pdf": b"a"})
    for _ in range(6):
        data = zipped({"trong.zip": data, "trong 2.zip": data})
    files, troubles = found(place("b.zip", data), limits=SMALL)
    assert files == {} and "deep" in troubles["b.zip"]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param((tarfile.GNUTYPE_LONGNAME, 1 << 33), id="a name of 8 GiB"),
        pytest.param((tarfile.XHDTYPE, 1 << 30), id="a header of 1 GiB"),
        pytest.param((tarfile.REGTYPE, 1 << 40), id="a member of 1 TiB"),
    ],
)
def test_headers_that_lie_about_sizes_cost_no_memory(header: tuple[bytes, int], place: Put) -> None:
    lie = tarfile.TarInfo("a.pdf")
    lie.type, lie.size = header
    box = place("b.tar", lie.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    files, troubles = found(box)
    assert files == {} and troubles


def test_headers_that_nest_without_end_are_told(place: Put) -> None:
    nested = tarfile.TarInfo("././@LongLink")
    nested.type, nested.size = tarfile.GNUTYPE_LONGNAME, 0
    box = place("b.tar", nested.tobuf(tarfile.GNU_FORMAT) * 5_000)
    assert found(box) == ({}, {"b.tar": found(box)[1]["b.tar"]})


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 40, b"x" * 2_000])
def test_what_is_no_box_is_told(data: bytes, place: Put) -> None:
    for name in ("b.zip", "b.tar.gz"):
        files, troubles = found(place(name, data))
        assert files == {} and name in troubles


def test_an_empty_box_is_empty(place: Put) -> None:
    for name, maker in MAKERS.items():
        assert found(place(name, maker({}))) == ({}, {}), name


def test_a_trouble_names_box_and_member(place: Put) -> None:
    box = place("b.zip", zipped({"a.zip": b"PK\x03\x04 broken"}))
    with tempfile.TemporaryDirectory() as folder:
        (one,) = unpack(box, Path(folder))
    assert isinstance(one, Trouble)
    assert str(one.error).startswith(f"{box}/a.zip: ")


def test_members_of_many_boxes_lie_side_by_side_in_one_folder(place: Put, tmp_path: Path) -> None:
    """A run unpacks the next box while members of those before are still being read."""
    (folder := tmp_path / "unpacked").mkdir()
    inner = {"in 1.txt": b"in", "in 2.txt": b"in 2"}
    lying: dict[Path, bytes] = {}
    for number in range(1, 4):
        for name, maker in MAKERS.items():
            said = f"{number} of {name}".encode()
            files = {f"{n}.txt": said + b"%d" % n for n in range(number)}
            box = place(f"{number} {name}", maker({**files, "in.zip": zipped(inner)}))
            for one in unpack(box, folder):
                assert isinstance(one, Unpacked), one
                lying[one.at] = {**files, **inner}[one.name.name]
    assert len(lying) == len(MAKERS) * (1 + 2 + 3 + 3 * len(inner))
    assert {path: path.read_bytes() for path in lying} == lying


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A limit on file size stands for the full disk: the same write fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", ["stored.zip", "plain.tar"])
def test_a_member_that_finds_no_room_costs_no_other(kind: str, place: Put) -> None:
    box = place(kind, MAKERS[kind]({"a.pdf": b"a", "b.pdf": NOISE, "c.pdf": b"c"}))
    with no_file_longer_than(100_000):
        files, troubles = found(box)
    assert list(files) == [f"{kind}/a.pdf", f"{kind}/c.pdf"]
    assert "finds no room in" in troubles[f"{kind}/b.pdf"]
    assert "(file too large)" in troubles[f"{kind}/b.pdf"]


def test_a_folder_that_takes_no_file_at_all_ends_the_run(place: Put, tmp_path: Path) -> None:
    box = place("b.zip", zipped(FILES))
    with no_file_longer_than(10), pytest.raises(NotWritable, match="file too large"):
        list(unpack(box, tmp_path))
    with pytest.raises(NotWritable, match="no such file or directory"):
        list(unpack(box, tmp_path / "removed"))


def test_a_disk_that_cannot_be_read_is_told_as_that(tmp_path: Path) -> None:
    (folder := tmp_path / "b.zip").mkdir()
    assert found(folder) == ({}, {"b.zip": "is a directory"})


def test_a_member_beyond_all_places_costs_no_other(place: Put) -> None:
    data = zipped({"a.pdf": b"a", "b.pdf": b"b"}, zipfile.ZIP_STORED)
    at = data.index(b"PK\x01\x02")
    name = at + 46
    wide = struct.pack("<2HQ", 1, 8, (1 << 64) - 1)
    entry = data[at : at + 30] + struct.pack("<H", len(wide)) + data[at + 32 : at + 42]
    entry += b"\xff" * 4 + data[name : name + 5] + wide
    end = data.rindex(b"PK\x05\x06")
    table = entry + data[name + 5 : end]
    tail = data[end : end + 12] + struct.pack("<L", len(table)) + data[end + 16 :]
    files, troubles = found(place("b.zip", data[:at] + table + tail))
    assert files == {"b.zip/b.pdf": b"b"}
    assert troubles == {"b.zip/a.pdf": "it lies where no file reaches"}
