"""More invented reports, as PDFs; what they knew is another's, moved."""

from __future__ import annotations

from dataclasses import replace

from invent import SAMPLES
from sample import Sample


def _like(file: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.file == file)


PDF_SAMPLES = [
    replace(
        _like("柳溪镇2021.html"),
        file="芦湾镇2021.pdf",
        layout="pdf",
        issuer="青禾县芦湾镇人民政府",
    ),
    replace(
        _like("云岭市自然资源局2021.html"),
        file="云岭市民政局2021.pdf",
        layout="pdf_cut",
        issuer="云岭市民政局",
    ),
    replace(
        _like("海云省2021.txt"),
        file="海云省水利厅2022.pdf",
        layout="pdf_sideways",
        issuer="海云省水利厅",
        organ="department",
        we="我厅",
        year=2022,
        scope=None,
    ),
    replace(
        _like("松岗街道2020.html"),
        file="岩脚街道2019.pdf",
        layout="pdf_repeated",
        issuer="云岭市岩脚街道办事处",
        year=2019,
    ),
]
