"""More invented reports, as Word files and spreadsheets; what they knew is another's, moved."""

from __future__ import annotations

from dataclasses import replace

from invent import SAMPLES
from sample import Sample


def _like(file: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.file == file)


def _department(file: str, like: str, layout: str, issuer: str, level: str, year: int) -> Sample:
    return replace(
        _like(like),
        file=file,
        layout=layout,
        issuer=issuer,
        level=level,
        year=year,
        organ="department",
        we="我局",
        scope=None,
    )


OFFICE_SAMPLES = [
    replace(
        _like("柳溪镇2020.txt"),
        file="石桥镇2020.docx",
        layout="word",
        issuer="青禾县石桥镇人民政府",
    ),
    _department(
        "云岭市住房和城乡建设局2021.docx",
        "青禾县2021.txt",
        "word_by_hand",
        "云岭市住房和城乡建设局",
        "city",
        2021,
    ),
    _department(
        "望潮区教育局2019.docx",
        "望潮区2020.txt",
        "word_by_hand",
        "云岭市望潮区教育局",
        "county",
        2019,
    ),
    replace(
        _like("竹坪乡2019.txt"),
        file="古渡乡2020.xlsx",
        layout="sheet",
        issuer="青禾县古渡乡人民政府",
        year=2020,
    ),
    _department("云岭市水务局2022.xlsx", "云岭市2021.txt", "sheets", "云岭市水务局", "city", 2022),
]
