"""Made-up decisions of a province that amend, replace, repeal and rest on one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.helpers.dispatches import DIRECTIVE, NGHE_AN, citation, other, record, save
from vnadmin_nlp.model.record import Citation, Mention, Record
from vnadmin_nlp.store import Store

PROVINCE = {
    "system": "state",
    "issuing_body": "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
    "place": "Lạng Sơn",
}
COMMUNE = {
    "system": "state",
    "parent_body": "TỈNH LẠNG SƠN",
    "issuing_body": "ỦY BAN NHÂN DÂN XÃ KHUỐI LÙNG",
    "place": "Khuối Lùng",
}
HOME_AFFAIRS = {
    "system": "state",
    "parent_body": "UBND TỈNH LẠNG SƠN",
    "issuing_body": "SỞ NỘI VỤ",
    "place": "Lạng Sơn",
}


def ruling(name: str, number: str, date: str, *cited: Citation, **values: Any) -> Record:
    """Return a document of the province; its type goes by its number unless given."""
    kinds = {"QĐ": "Quyết định", "KH": "Kế hoạch", "BC": "Báo cáo"}
    code = number.split("/")[-1].split("-")[0]
    given = {**PROVINCE, "doc_type": kinds.get(code, "Công văn"), "number": number}
    return record(name, date=date, citations=cited, **(given | values))


def cites(number: str | None, sentence: str, **values: Any) -> Citation:
    """Return a citation of a decision of the province in a sentence of one's own."""
    mention = Mention(page=1, text=number or values["title"], sentence=sentence)
    given: dict[str, Any] = {"type": "Quyết định", "issuer": "Ủy ban nhân dân tỉnh Lạng Sơn"}
    item = citation(number, **(given | values))
    return item.model_copy(update={"mentions": (mention,)})


LAW = cites(
    None, "Căn cứ Luật Lưu trữ ngày 11 tháng 11 năm 2011.", type="Luật", title="Luật Lưu trữ",
    date="2011-11-11", issuer=None, relation="basis",
)  # fmt: skip
DECREE = cites(
    "01/2013/NĐ-CP", "Căn cứ Nghị định số 01/2013/NĐ-CP.", type="Nghị định", issuer="Chính phủ",
    date="2013-01-03", relation="basis",
)  # fmt: skip

#: Each with the text of its only page.
RULINGS: tuple[tuple[Record, str], ...] = (
    (
        ruling("rules", "10/2019/QĐ-UBND", "2019-03-01", LAW, DECREE, subject="Quy định lưu trữ"),
        "Quyết định này có hiệu lực thi hành kể từ ngày 15/3/2019.",
    ),
    (
        ruling(
            "amending", "22/2021/QĐ-UBND", "2021-05-10",
            cites(
                "10/2019/QĐ-UBND", "Sửa đổi, bổ sung Điều 3 Quyết định số 10/2019/QĐ-UBND.",
                relation="amends", pinpoints=("Điều 3",),
            ),
            LAW,
        ),
        "Quyết định này có hiệu lực kể từ ngày 20 tháng 5 năm 2021.",
    ),
    (
        ruling(
            "replacing", "35/2023/QĐ-UBND", "2023-08-15",
            cites(
                "10/2019/QĐ-UBND", "Quyết định này thay thế Quyết định số 10/2019/QĐ-UBND.",
                relation="replaces",
            ),
            LAW,
        ),
        "Quyết định này có hiệu lực sau 15 ngày kể từ ngày ký.",
    ),
    (
        ruling(
            "latest", "40/2025/QĐ-UBND", "2025-02-01",
            cites(
                "35/2023/QĐ-UBND", "Thay thế Quyết định số 35/2023/QĐ-UBND.", relation="replaces"
            ),
            cites(
                "12/2018/QĐ-UBND", "Bãi bỏ khoản 2 Điều 5 Quyết định số 12/2018/QĐ-UBND.",
                relation="repeals", pinpoints=("khoản 2 Điều 5",),
            ),
            cites(
                "14/2018/QĐ-UBND", "Đình chỉ thi hành Quyết định số 14/2018/QĐ-UBND.",
                relation="suspends",
            ),
        ),
        "Điều 4. Quyết định này có hiệu lực kể từ ngày ký.",
    ),
    (
        ruling(
            "plan", "7/KH-UBND", "2019-06-03",
            cites("10/2019/QĐ-UBND", "Thực hiện Quyết định số 10/2019/QĐ-UBND.",
                  relation="implements"),
        ),
        "",
    ),
    (
        ruling(
            "letter", "112/SNV-VTLT", "2019-07-01",
            cites("7/KH-UBND", "Theo Kế hoạch số 7/KH-UBND.", type="Kế hoạch",
                  date="2019-06-03", relation="pursuant"),
            **HOME_AFFAIRS,
        ),
        "",
    ),
    (
        ruling(
            "telling", "80/SNV-VTLT", "2024-01-09",
            cites("10/2019/QĐ-UBND", "Quyết định số 10/2019/QĐ-UBND được thay thế bởi Quyết định"
                  " số 35/2023/QĐ-UBND."),
            cites("35/2023/QĐ-UBND", "Quyết định số 10/2019/QĐ-UBND được thay thế bởi Quyết định"
                  " số 35/2023/QĐ-UBND.", relation="replaces", of=0),
            cites("12/2018/QĐ-UBND", "Quyết định số 12/2018/QĐ-UBND được sửa đổi bởi Quyết định"
                  " số 20/2020/QĐ-UBND."),
            cites("20/2020/QĐ-UBND", "Quyết định số 12/2018/QĐ-UBND được sửa đổi bởi Quyết định"
                  " số 20/2020/QĐ-UBND.", relation="amends", of=2),
            **HOME_AFFAIRS,
        ),
        "",
    ),
    (
        ruling(
            "report", "90/BC-UBND", "2025-03-03",
            cites("40/2025/QĐ-UBND", "Đề nghị bãi bỏ Quyết định số 40/2025/QĐ-UBND.",
                  relation="repeals"),
        ),
        "",
    ),
    (
        ruling(
            "commune", "5/QĐ-UBND", "2025-04-04",
            cites("40/2025/QĐ-UBND", "Bãi bỏ Quyết định số 40/2025/QĐ-UBND.", relation="repeals"),
            **COMMUNE,
        ),
        "",
    ),
    (
        ruling(
            "one", "50/KH-UBND", "2022-02-02",
            cites("51/KH-UBND", "Cùng với Kế hoạch số 51/KH-UBND.", type="Kế hoạch",
                  date="2022-02-02", relation="basis"),
        ),
        "",
    ),
    (
        ruling(
            "other", "51/KH-UBND", "2022-02-02",
            cites("50/KH-UBND", "Cùng với Kế hoạch số 50/KH-UBND.", type="Kế hoạch",
                  date="2022-02-02", relation="basis"),
            cites("7/KH-UBND", "Tiếp theo Kế hoạch số 7/KH-UBND.", type="Kế hoạch",
                  date="2019-06-03", relation="follows"),
        ),
        "",
    ),
    (DIRECTIVE, ""),
    (other(DIRECTIVE, "away", **NGHE_AN), ""),
    (
        # Nobody knows where it comes from: its Tỉnh ủy may be any.
        record(
            "open",
            date="2024-09-09",
            doc_type="Chỉ thị",
            citations=[citation("31-CT/TU", type="Chỉ thị", issuer="Tỉnh ủy", relation="repeals")],
        ),
        "",
    ),
)  # fmt: skip


def save_rulings(store: Store, chosen: Iterable[tuple[Record, str]] = RULINGS) -> Store:
    """Save the documents, each with its text."""
    for item, text in chosen:
        save(store, item, text=text)
    return store
