"""The invented reports: issuer, what it knew, what it printed. No place here is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from golden import BLANK, Printed

Six = tuple[int, int, int, int, int, int]
Four = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sample:
    """One invented report.

    ``requests`` are the six kinds of applicant by row, ``disputes`` the four outcomes by row,
    ``disclosure`` the cells of table 2 that are not 0: what the issuer knew. ``printed`` are the
    cells that it printed otherwise. ``prose`` names paragraphs of prose.py by section.
    """

    file: str
    layout: str
    template: str
    year: int
    issuer: str
    level: str
    organ: str
    we: str
    prose: Mapping[str, tuple[str, ...]]
    requests: Mapping[str, Six] = field(default_factory=dict)
    disputes: Mapping[str, Four] = field(default_factory=dict)
    disclosure: Mapping[str, int | float] = field(default_factory=dict)
    printed: Mapping[str, Printed] = field(default_factory=dict)
    parts: Mapping[str, list[str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    title: tuple[str, ...] = ("{issuer}{year}年政府信息公开工作年度报告",)
    titled: bool = True
    scope: str | None = None
    encoding: str = "utf-8"
    thousands: bool = False
    money: str = "（单位：万元，保留4位小数）"
    doubts: tuple[str, ...] = ()


def _everything_zero(row: str, columns: str = "abcdefg") -> dict[str, Printed]:
    names = dict(zip("abcdefg", _APPLICANTS, strict=True))
    return {f"{row}.{names[c]}": BLANK for c in columns}


_APPLICANTS = (
    "natural_person",
    "enterprise",
    "research",
    "nonprofit",
    "legal_service",
    "other_org",
    "total",
)
_OUTCOMES = ("upheld", "corrected", "other", "pending", "total")

VILLAGE = {
    "unplaced": ("law",),
    "overview": (
        "opening",
        "village",
        "request_some",
        "manage",
        "platform_village",
        "supervise_short",
    ),
    "problems": ("village", "next_village"),
    "other": ("none",),
}

SAMPLES = [
    Sample(
        file="柳溪镇2020.txt",
        layout="cell_a_line",
        template="2019",
        year=2020,
        issuer="青禾县柳溪镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        prose=VILLAGE,
        requests={
            "requests_received": (5, 1, 0, 0, 0, 0),
            "granted": (3, 1, 0, 0, 0, 0),
            "unavailable_not_held": (1, 0, 0, 0, 0, 0),
        },
        disclosure={
            "penalties.items_last_year": 12,
            "penalties.items_change": 3,
            "penalties.decisions": 9,
            "procurement.projects": 4,
            "procurement.amount": 12.5,
        },
        printed={
            "penalties.items_change": Printed("+3", 3),
            "procurement.amount": Printed("12.5000", 12.5),
        },
    ),
    Sample(
        file="柳溪镇2021.html",
        layout="plain_page",
        template="2021",
        year=2021,
        issuer="青禾县柳溪镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        prose={
            "unplaced": ("short",),
            "overview": (
                "opening_law",
                "village_online",
                "request_some",
                "manage_files",
                "platform",
            ),
            "problems": ("depth", "next_village"),
            "other": ("fee",),
        },
        requests={
            "requests_received": (4, 0, 0, 0, 0, 0),
            "requests_carried_in": (1, 0, 0, 0, 0, 0),
            "granted": (2, 0, 0, 0, 0, 0),
            "partly_granted": (1, 0, 0, 0, 0, 0),
            "not_processed_petition": (2, 0, 0, 0, 0, 0),
        },
        disclosure={"normative_documents.in_force": 2, "penalties.decisions": 11},
    ),
    Sample(
        file="枫林乡2019.txt",
        layout="cell_a_line_broken",
        template="2019",
        year=2019,
        issuer="青禾县枫林乡人民政府",
        level="township",
        organ="government",
        we="我乡",
        prose={
            "overview": ("opening_short", "village", "request_none", "manage", "platform_village"),
            "problems": ("plain", "next_train"),
            "other": ("bare",),
        },
        title=("{issuer}", "{year}年政府信息公开工作年度报告"),
    ),
    Sample(
        file="青禾县2021.txt",
        layout="tab_rows",
        template="2021",
        year=2021,
        issuer="青禾县人民政府",
        level="county",
        organ="government",
        we="我县",
        prose={
            "unplaced": ("law",),
            "overview": ("opening_law", "policy", "request_some", "manage_files", "supervise"),
            "problems": ("request", "next_request"),
            "other": ("fee_long",),
        },
        requests={
            "requests_received": (61, 14, 0, 1, 6, 0),
            "requests_carried_in": (3, 1, 0, 0, 0, 0),
            "granted": (22, 6, 0, 1, 2, 0),
            "partly_granted": (5, 1, 0, 0, 1, 0),
            "denied_third_party": (2, 1, 0, 0, 0, 0),
            "denied_enforcement_file": (3, 0, 0, 0, 0, 0),
            "unavailable_not_held": (19, 5, 0, 0, 2, 0),
            "unavailable_needs_creation": (4, 1, 0, 0, 0, 0),
            "not_processed_petition": (5, 0, 0, 0, 0, 0),
            "other_overdue_correction": (1, 0, 0, 0, 0, 0),
        },
        disputes={"review": (3, 1, 0, 1), "lawsuit_direct": (1, 0, 0, 0)},
        disclosure={
            "normative_documents.issued": 7,
            "normative_documents.repealed": 2,
            "normative_documents.in_force": 41,
            "licensing.decisions": 8126,
            "penalties.decisions": 1403,
            "coercion.decisions": 58,
            "fees.amount": 1203.4567,
        },
        labels={"社会公益组织": "社会组织", "2.其他法律行政法规禁止公开": "2.其他法律法规禁止公开"},
    ),
    Sample(
        file="云岭市2021.txt",
        layout="pipe_rows",
        template="2021",
        year=2021,
        issuer="云岭市人民政府",
        level="city",
        organ="government",
        we="我市",
        scope="consolidated",
        thousands=True,
        prose={
            "unplaced": ("law",),
            "overview": ("opening", "budget", "request_some", "manage", "platform", "supervise"),
            "problems": ("request", "next_request"),
            "other": ("fee_long", "consolidated"),
        },
        requests={
            "requests_received": (1812, 296, 2, 3, 115, 14),
            "requests_carried_in": (85, 13, 0, 0, 2, 0),
            "granted": (902, 151, 1, 2, 58, 7),
            "partly_granted": (160, 27, 0, 0, 11, 1),
            "denied_forbidden_by_law": (21, 4, 0, 0, 1, 0),
            "denied_third_party": (33, 12, 0, 0, 2, 0),
            "denied_internal": (12, 1, 0, 0, 0, 0),
            "denied_process": (18, 3, 0, 0, 1, 0),
            "unavailable_not_held": (402, 61, 1, 1, 27, 4),
            "unavailable_needs_creation": (55, 9, 0, 0, 4, 1),
            "unavailable_unclear": (31, 2, 0, 0, 0, 0),
            "not_processed_petition": (97, 8, 0, 0, 3, 0),
            "not_processed_repeat": (44, 5, 0, 0, 1, 0),
            "other_overdue_correction": (12, 3, 0, 0, 0, 0),
            "other_misc": (26, 4, 0, 0, 2, 1),
        },
        disputes={
            "review": (112, 19, 8, 11),
            "lawsuit_direct": (14, 2, 1, 3),
            "lawsuit_after_review": (21, 1, 0, 6),
        },
        disclosure={
            "regulations.issued": 2,
            "regulations.in_force": 16,
            "normative_documents.issued": 38,
            "normative_documents.repealed": 12,
            "normative_documents.in_force": 327,
            "licensing.decisions": 486210,
            "penalties.decisions": 103774,
            "coercion.decisions": 2961,
            "fees.amount": 36581.0204,
        },
        printed={"fees.amount": Printed("36,581.0204", 36581.0204)},
    ),
    Sample(
        file="望潮区2020.txt",
        layout="pdf_rows",
        template="2019",
        year=2020,
        issuer="云岭市望潮区人民政府",
        level="county",
        organ="government",
        we="我区",
        encoding="utf-16-le",
        prose={
            "unplaced": ("short",),
            "overview": ("opening_law", "policy", "request_some", "manage", "platform"),
            "problems": ("depth", "next_train"),
            "other": ("none",),
        },
        requests={
            "requests_received": (48, 9, 0, 0, 3, 0),
            "granted": (20, 4, 0, 0, 1, 0),
            "partly_granted": (6, 1, 0, 0, 0, 0),
            "denied_process": (2, 0, 0, 0, 0, 0),
            "unavailable_not_held": (12, 3, 0, 0, 2, 0),
            "not_processed_repeat": (3, 0, 0, 0, 0, 0),
            "other_handling": (2, 0, 0, 0, 0, 0),
        },
        disputes={"review": (2, 0, 1, 0)},
        disclosure={
            "normative_documents.made": 5,
            "normative_documents.published": 5,
            "normative_documents.public_total": 63,
            "licensing.items_last_year": 214,
            "licensing.items_change": -8,
            "licensing.decisions": 5120,
            "fees.items_last_year": 6,
            "procurement.projects": 133,
            "procurement.amount": 20518.36,
        },
    ),
    Sample(
        file="云岭市教育局2022.txt",
        layout="line_a_cell",
        template="2021",
        year=2022,
        issuer="云岭市教育局",
        level="city",
        organ="department",
        we="我局",
        prose={
            "overview": ("opening", "school", "request_some", "manage_files", "supervise_short"),
            "problems": ("depth", "next_request"),
            "other": ("fee",),
        },
        requests={
            "requests_received": (17, 2, 0, 0, 1, 0),
            "granted": (9, 1, 0, 0, 1, 0),
            "denied_admin_query": (1, 0, 0, 0, 0, 0),
            "unavailable_not_held": (5, 1, 0, 0, 0, 0),
            "not_processed_publication": (1, 0, 0, 0, 0, 0),
        },
        disclosure={"normative_documents.in_force": 9, "licensing.decisions": 77},
    ),
    Sample(
        file="松岗街道2020.html",
        layout="word_page",
        template="2019",
        year=2020,
        issuer="云岭市望潮区松岗街道办事处",
        level="township",
        organ="government",
        we="我街道",
        prose={
            "unplaced": ("short",),
            "overview": ("opening", "policy", "request_some", "platform", "supervise"),
            "problems": ("plain", "next_train"),
            "other": ("none",),
        },
        requests={
            "requests_received": (21, 19, 0, 0, 0, 0),
            "granted": (8, 7, 0, 0, 0, 0),
            "unavailable_not_held": (13, 9, 0, 0, 0, 0),
            "not_processed_petition": (0, 3, 0, 0, 0, 0),
        },
        disputes={"review": (4, 0, 0, 0), "lawsuit_after_review": (0, 0, 0, 2)},
        disclosure={
            "other_services.items_last_year": 35,
            "other_services.items_change": -2,
            "other_services.decisions": 912,
            "penalties.items_change": 210,
            "penalties.decisions": 87,
            "procurement.projects": 2,
            "procurement.amount": 148.306,
        },
        printed={"penalties.items_change": Printed("+210", 210)},
        parts={"行政检查": ["30", "-2", "900"], "行政确认": ["5", "0", "12"]},
    ),
    Sample(
        file="栗园镇2021.html",
        layout="site_page",
        template="2021",
        year=2021,
        issuer="青禾县栗园镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        title=("{year}年政府信息公开工作年度报告",),
        titled=False,
        prose={
            "unplaced": ("law",),
            "overview": ("opening_short", "village", "request_none", "manage", "supervise"),
            "problems": ("village", "next_train"),
            "other": ("fee",),
        },
        disclosure={"penalties.decisions": 6},
    ),
    Sample(
        file="青禾县水利局2020.html",
        layout="plain_page",
        template="2019",
        year=2020,
        issuer="青禾县水利局",
        level="county",
        organ="department",
        we="我局",
        encoding="gb18030",
        prose={
            "overview": ("opening_law", "rescue", "request_some", "manage", "supervise_short"),
            "problems": ("plain", "next_request"),
            "other": ("bare",),
        },
        requests={
            "requests_received": (30, 0, 0, 0, 0, 0),
            "granted": (26, 0, 0, 0, 0, 0),
            "denied_third_party": (4, 0, 0, 0, 0, 0),
        },
        disclosure={"licensing.items_last_year": 18, "licensing.decisions": 243},
        # A total that forgets its row, and an outcome that was left out of the total.
        printed={
            "handled.total": Printed("0", 0),
            "denied_third_party.natural_person": Printed("3", 3),
        },
    ),
    Sample(
        file="白石镇2020.txt",
        layout="cell_a_line",
        template="2019",
        year=2020,
        issuer="青禾县白石镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        encoding="utf-16",
        prose={
            "unplaced": ("short",),
            "overview": ("opening", "rescue", "request_none", "manage_files", "platform_village"),
            "problems": ("depth", "next_village"),
            "other": ("none",),
        },
        disputes={"review": (1, 0, 0, 0), "lawsuit_direct": (0, 3, 0, 0)},
        disclosure={"penalties.items_last_year": 30, "penalties.decisions": 30},
        printed={"review.total": Printed("2", 2)},
    ),
    Sample(
        file="云岭市自然资源局2021.html",
        layout="plain_page",
        template="2021",
        year=2021,
        issuer="云岭市自然资源局",
        level="city",
        organ="department",
        we="我局",
        prose={
            "unplaced": ("law",),
            "overview": ("opening_law", "budget", "request_some", "manage", "platform"),
            "problems": ("request", "next_request"),
            "other": ("fee_long",),
        },
        requests={
            "requests_received": (93, 21, 0, 0, 8, 0),
            "requests_carried_in": (4, 0, 0, 0, 0, 0),
            "granted": (37, 3, 0, 0, 4, 0),
            "partly_granted": (9, 2, 0, 0, 0, 0),
            "denied_process": (6, 1, 0, 0, 0, 0),
            "unavailable_not_held": (30, 12, 0, 0, 3, 0),
            "not_processed_excessive": (11, 0, 0, 0, 0, 0),
            "other_overdue_fee": (1, 1, 0, 0, 0, 0),
        },
        disputes={"review": (6, 2, 0, 1), "lawsuit_direct": (3, 0, 0, 1)},
        disclosure={"normative_documents.in_force": 14, "licensing.decisions": 3655},
        printed={
            # Settled by the row, by the column, and by nothing at all.
            "requests_received.other_org": BLANK,
            "granted.enterprise": BLANK,
            **_everything_zero("denied_security"),
            "lawsuit_after_review.other": BLANK,
            **{f"review.{c}": BLANK for c in _OUTCOMES},
            "regulations.issued": BLANK,
            "regulations.repealed": Printed("/", None),
            "coercion.decisions": Printed("—", None),
            "fees.amount": Printed("无", None),
        },
    ),
    Sample(
        file="竹坪乡2019.txt",
        layout="cell_a_line",
        template="2019",
        year=2019,
        issuer="青禾县竹坪乡人民政府",
        level="township",
        organ="government",
        we="我乡",
        money="",
        doubts=("unit_assumed",),
        prose={
            "overview": ("opening", "village", "request_some", "supervise_short"),
            "problems": ("village", "next_village"),
            "other": ("none",),
        },
        requests={
            "requests_received": (2, 0, 0, 0, 0, 0),
            "granted": (2, 0, 0, 0, 0, 0),
        },
        disclosure={"procurement.projects": 3, "procurement.amount": 36.8},
        printed={**_everything_zero("requests_carried_in"), "regulations.made": BLANK},
    ),
    Sample(
        file="海云省2021.txt",
        layout="tab_rows",
        template="2021",
        year=2021,
        issuer="海云省人民政府",
        level="province",
        organ="government",
        we="我省",
        thousands=True,
        prose={
            "unplaced": ("law",),
            "overview": ("opening_law", "policy", "request_some", "manage_files", "platform"),
            "problems": ("depth", "next_train"),
            "other": ("fee_long",),
        },
        requests={
            "requests_received": (20418, 3127, 12, 41, 980, 105),
            "requests_carried_in": (611, 74, 0, 1, 22, 3),
            "granted": (11200, 1802, 8, 30, 510, 60),
            "partly_granted": (1406, 211, 0, 2, 77, 5),
            "denied_state_secret": (35, 4, 0, 0, 1, 0),
            "denied_forbidden_by_law": (120, 17, 0, 0, 3, 0),
            "denied_internal": (88, 9, 0, 0, 2, 0),
            "unavailable_not_held": (5630, 802, 3, 9, 290, 31),
            "unavailable_needs_creation": (610, 92, 1, 0, 40, 4),
            "not_processed_petition": (720, 61, 0, 0, 18, 2),
            "not_processed_reissue": (64, 8, 0, 0, 4, 0),
            "other_overdue_correction": (151, 22, 0, 0, 9, 1),
            "other_misc": (203, 31, 0, 0, 12, 2),
        },
        disputes={
            "review": (1204, 162, 71, 140),
            "lawsuit_direct": (210, 24, 16, 52),
            "lawsuit_after_review": (305, 19, 8, 77),
        },
        disclosure={
            "regulations.issued": 9,
            "regulations.repealed": 4,
            "regulations.in_force": 118,
            "normative_documents.issued": 402,
            "normative_documents.repealed": 97,
            "normative_documents.in_force": 3610,
            "licensing.decisions": 3456789,
            "penalties.decisions": 1002450,
            "coercion.decisions": 38216,
            "fees.amount": 1284501.1234,
        },
        printed={"fees.amount": Printed("1,284,501.1234", 1284501.1234)},
    ),
    Sample(
        file="望潮区应急管理局2022.txt",
        layout="cell_a_line",
        template="2019",
        year=2022,
        issuer="云岭市望潮区应急管理局",
        level="county",
        organ="department",
        we="我局",
        money="",
        prose={
            "unplaced": ("short",),
            "overview": ("opening", "rescue", "request_some", "supervise"),
            "problems": ("depth", "next_train"),
            "other": ("bare",),
        },
        requests={
            "requests_received": (3, 2, 0, 0, 0, 0),
            "granted": (1, 2, 0, 0, 0, 0),
            "denied_enforcement_file": (2, 0, 0, 0, 0, 0),
        },
        disputes={"lawsuit_direct": (0, 1, 0, 0)},
        disclosure={
            "penalties.decisions": 64,
            "procurement.projects": 1,
            "procurement.amount": 25.1,
        },
        printed={
            "procurement.amount": Printed("251000元", 25.1),
            "penalties.decisions": Printed("64件", 64),
        },
    ),
    Sample(
        file="梅岭镇2022.txt",
        layout="tab_rows",
        template="2021",
        year=2022,
        issuer="青禾县梅岭镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        encoding="gb18030",
        prose={
            "overview": ("opening_short", "village", "request_none", "platform", "supervise_short"),
            "problems": ("plain", "next_village"),
            "other": ("fee",),
        },
    ),
]
