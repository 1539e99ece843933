"""The 政府信息公开情况统计表 of reports before 2019 as the samples print it.

Written from the form of those years and apart from the catalogue of the indexer, so that a mistake
there cannot hide in the samples.
"""

from __future__ import annotations

from form import Cell, Print, Row

Indicator = tuple[str, str, str]
"""A field's id, its label, and the unit it is counted in."""

_GROUPS: tuple[tuple[str, tuple[Indicator, ...]], ...] = (
    (
        "一、主动公开情况",
        (
            ("disclosed", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
            ("normative_documents_disclosed", "其中：主动公开规范性文件数", "条"),
            ("normative_documents_made", "制发规范性文件总数", "件"),
            ("disclosed_gazette", "1.政府公报公开政府信息数", "条"),
            ("disclosed_website", "2.政府网站公开政府信息数", "条"),
            ("disclosed_weibo", "3.政务微博公开政府信息数", "条"),
            ("disclosed_wechat", "4.政务微信公开政府信息数", "条"),
            ("disclosed_other", "5.其他方式公开政府信息数", "条"),
        ),
    ),
    (
        "二、回应解读情况",
        (
            ("responses", "（一）回应公众关注热点或重大舆情数", "次"),
            ("press_conferences", "1.参加或举办新闻发布会总次数", "次"),
            ("press_conferences_chief", "其中：主要负责同志参加新闻发布会次数", "次"),
            ("interviews", "2.政府网站在线访谈次数", "次"),
            ("interviews_chief", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
            ("explanations", "3.政策解读稿件发布数", "篇"),
            ("responses_microblog", "4.微博微信回应事件数", "次"),
            ("responses_other", "5.其他方式回应事件数", "次"),
        ),
    ),
    (
        "三、依申请公开情况",
        (
            ("requests_received", "（一）收到申请数", "件"),
            ("received_in_person", "1.当面申请数", "件"),
            ("received_fax", "2.传真申请数", "件"),
            ("received_online", "3.网络申请数", "件"),
            ("received_letter", "4.信函申请数", "件"),
            ("requests_handled", "（二）申请办结数", "件"),
            ("handled_on_time", "1.按时办结数", "件"),
            ("handled_late", "2.延期办结数", "件"),
            ("requests_answered", "（三）申请答复数", "件"),
            ("answered_public_already", "1.属于已主动公开范围数", "件"),
            ("answered_granted", "2.同意公开答复数", "件"),
            ("answered_partly_granted", "3.同意部分公开答复数", "件"),
            ("answered_denied", "4.不同意公开答复数", "件"),
            ("denied_state_secret", "其中：涉及国家秘密", "件"),
            ("denied_trade_secret", "涉及商业秘密", "件"),
            ("denied_privacy", "涉及个人隐私", "件"),
            ("denied_security", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
            ("denied_not_information", "不是《条例》所指政府信息", "件"),
            ("denied_other_law", "法律法规规定的其他情形", "件"),
            ("answered_not_competent", "5.不属于本行政机关公开数", "件"),
            ("answered_not_existing", "6.申请信息不存在数", "件"),
            ("answered_to_amend", "7.告知作出更改补充数", "件"),
            ("answered_elsewhere", "8.告知通过其他途径办理数", "件"),
        ),
    ),
    (
        "",
        (
            ("reviews", "四、行政复议数量", "件"),
            ("reviews_upheld", "（一）维持具体行政行为数", "件"),
            ("reviews_corrected", "（二）被依法纠错数", "件"),
            ("reviews_other", "（三）其他情形数", "件"),
            ("lawsuits", "五、行政诉讼数量", "件"),
            ("lawsuits_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
            ("lawsuits_corrected", "（二）被依法纠错数", "件"),
            ("lawsuits_other", "（三）其他情形数", "件"),
            ("complaints", "六、举报投诉数量", "件"),
            ("fees", "七、依申请公开信息收取的费用", "万元"),
        ),
    ),
    (
        "八、机构建设和保障经费情况",
        (
            ("offices", "（一）政府信息公开工作专门机构数", "个"),
            ("reading_points", "（二）设置政府信息公开查阅点数", "个"),
            ("staff", "（三）从事政府信息公开工作人员数", "人"),
            ("staff_full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
            ("staff_part_time", "2.兼职人员数", "人"),
            ("budget", "（四）政府信息公开专项经费", "万元"),
        ),
    ),
    (
        "九、政府信息公开会议和培训情况",
        (
            ("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
            ("trainings", "（二）举办各类培训班数", "次"),
            ("trainees", "（三）接受培训人员数", "人次"),
        ),
    ),
)


def fields() -> list[str]:
    """Return the keys of every number the table prints."""
    return [f"older.{name}" for _, indicators in _GROUPS for name, _, _ in indicators]


def statistics_table(show: Print) -> list[Row]:
    """Lay the table out: indicator, unit, number; a group's own line has strokes for both."""
    rows: list[Row] = [[Cell("统计指标"), Cell("单位"), Cell("统计数")]]
    for group, indicators in _GROUPS:
        if group:
            rows.append([Cell(group), Cell("——"), Cell("——")])
        for name, label, unit in indicators:
            key = f"older.{name}"
            rows.append([Cell(label), Cell(unit), Cell(show(key), field=key)])
    return rows
