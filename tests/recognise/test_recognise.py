"""Headings, titles, dates and sections in the forms people give them."""

import pytest

from indexer.errors import NotAReport
from indexer.model import Cell, Document, Paragraph, Table
from indexer.recognise import find_date, find_title, heading, read_title, recognise


@pytest.mark.parametrize(
    ("line", "section", "rest"),
    [
        ("一、总体情况", "overview", ""),
        ("一、 总 体 情 况", "overview", ""),
        ("一、总体情况 2020年，我镇认真贯彻", "overview", "2020年，我镇认真贯彻"),
        ("一．总体情况：我局", "overview", "我局"),
        ("总体情况", "overview", ""),
        ("二、主动公开政府信息情况", "disclosure", ""),
        ("三、收到和处理政府信息公开申请情况", "requests", ""),
        ("四、政府信息公开行政复议、 行政诉讼情况", "disputes", ""),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "disputes", ""),
        ("5、 存在的主要问题及改进情况", "problems", ""),
        ("五、政府信息公开工作存在的主要问题及改进情况", "problems", ""),
        ("五、存在的主要问题 及改进情况", "problems", ""),
        ("五、存在问题及下一步工作打算", "problems", ""),
        ("五、存在的主要问题及改进情况。我镇在", "problems", "我镇在"),
        ("六、其他需要报告的事项 无。", "other", "无。"),
        ("六、其他需要报告的事项（无）", "other", "（无）"),
        ("6、其他需要报告的事项", "other", ""),
        ("一、2021年度总体情况", "overview", ""),
        ("第一部分 总体情况", "overview", ""),
        ("二、政府信息主动公开情况", "disclosure", ""),
        ("五、存在的不足及改进情况", "problems", ""),
        ("六、需要报告的其他事项", "other", ""),
        ("一、总体情况2020年，我镇认真贯彻条例。", "overview", "2020年，我镇认真贯彻条例。"),
        ("五、存在的主要问题及改进情况我局人手不足。", "problems", "我局人手不足。"),
        ("二、主动公开政府信息情况根据条例公开。", "disclosure", "根据条例公开。"),
    ],
)
def test_headings(line, section, rest):
    found = heading(line)
    assert found is not None
    assert (found.section, found.rest) == (section, rest)


@pytest.mark.parametrize(
    "line",
    [
        "（二）主动公开情况",
        "（一）存在的问题",
        "（四）政府信息公开行政复议、行政诉讼情况",
        "（一）予以公开",
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "2、主动公开情况良好，全年公开信息",
        "二、主动公开情况良好，我镇全年公开信息20条。",
        "一、总体情况2020年度",
        "5、主动公开情况",
        "一是存在公开形式单一的问题",
        "我镇工作中存在的问题主要有三个方面，一是",
    ],
)
def test_lines_that_are_no_heading(line):
    assert heading(line) is None


@pytest.mark.parametrize(
    ("text", "issuer", "year"),
    [
        ("2020年宁河镇政府信息公开工作年度报告", "宁河镇", 2020),
        ("2020年宁河镇政府政府信息公开工作年度报告", "宁河镇政府", 2020),
        ("红椿镇人民政府2019年政府信息公开工作年度报告", "红椿镇人民政府", 2019),
        ("青禾县教育局\n2022年政府信息公开工作年度报告", "青禾县教育局", 2022),
        ("昆吾办2020年政府信息公开工作年度报告", "昆吾办", 2020),
        ("青禾县财政局关于2021年度政府信息公开工作的年度报告", "青禾县财政局", 2021),
        ("柳溪镇政府信息公开工作年度报告（2020年度）", "柳溪镇", 2020),
        ("青禾县政府信息公开2020年年度报告", "青禾县", 2020),
        (
            "某市政府信息公开办公室二〇二〇年政府信息公开工作年度报告",
            "某市政府信息公开办公室",
            2020,
        ),
        ("青禾县2018年政府信息公开年报", "青禾县", 2018),
        ("紫阳县人民政府信息公开工作年度报告", "紫阳县人民政府", None),
        ("附件：紫阳县民政局2022年政府信息公开工作年度报告", "紫阳县民政局", 2022),
        ("【年报】紫阳县民政局2022年政府信息公开年度报告", "紫阳县民政局", 2022),
        ("水利局2008年5月1日至2008年12月31日政府信息公开工作年度报告", "水利局", 2008),
        ("水利局2008年5月1日至2009年12月31日政府信息公开工作年度报告", "水利局", None),
        ("紫阳县水利局2020年度政府信息公开工作情况报告", "紫阳县水利局", 2020),
        ("紫阳县水利局政府信息公开2020年度报告", "紫阳县水利局", 2020),
        ("2020年西安市公安局政府信息公开工作年报", "西安市公安局", 2020),
        ("二O二一年青禾县水利局政府信息公开工作年度报告", "青禾县水利局", 2021),
        ("青禾县水利局（本级）2021年政府信息公开工作年度报告", "青禾县水利局(本级)", 2021),
        ("青禾县人民政府门户网站 2021年政府信息公开工作年度报告", "青禾县人民政府", 2021),
        ("紫阳县2021年政务公开暨政府信息公开工作年度报告", "紫阳县", 2021),
        ("2021年紫阳县法治政府建设暨政府信息公开工作年度报告", "紫阳县", 2021),
        ("紫阳县教育局2021年学雷锋暨政府信息公开年度报告", "紫阳县教育局", 2021),
        ("紫阳县教育局2021年政府信息和政务公开工作年度报告", "紫阳县教育局", 2021),
        ("紫阳县2019—2020年度政府信息公开工作年度报告", "紫阳县", None),
        ("紫阳县2021年1—12月政府信息公开工作年度报告", "紫阳县", 2021),
        ("紫阳县政府信息公开年度报告（2021年1月1日—2021年12月31日）", "紫阳县", 2021),
        ("紫阳县政府信息公开工作年度报告【2021】", "紫阳县", 2021),
        ("紫阳县政府信息公开年度报告—2021年", "紫阳县", 2021),
        ("紫阳县财政局2021年年度政府信息公开工作年度报告", "紫阳县财政局", 2021),
        ("紫阳县2021年政府信息公开工作年度报告（摘要）", "紫阳县", 2021),
        ("紫阳县2021年政府信息公开工作年度报告（2022年1月20日）", "紫阳县", 2021),
        ("安康市2021年度政府信息公开工作年度报告汇总", "安康市", 2021),
        ("高滩镇人民政府关于报送2021年度政府信息公开年度报告的报告", "高滩镇人民政府", 2021),
        ("安康市政府办公室关于安康市2021年政府信息公开工作年度报告", "安康市政府办公室", 2021),
        ("2021年政府信息公开工作年度报告（紫阳县民政局）", "紫阳县民政局", 2021),
        ("2021年政府信息公开工作年度报告——紫阳县民政局", "紫阳县民政局", 2021),
        ("紫阳县民政局2021年政府信息公开工作年度报告_紫阳县人民政府网", "紫阳县民政局", 2021),
        ("紫阳县民政局2021年政府信息公开工作年度报告.docx", "紫阳县民政局", 2021),
        ("首页 > 年报 > 紫阳县民政局2021年政府信息公开工作年度报告", "紫阳县民政局", 2021),
        ("政府信息公开工作年度报告", None, None),
        ("2020年政府信息公开工作年度报告", None, 2020),
    ],
)
def test_titles(text, issuer, year):
    title = read_title(text)
    assert title is not None
    assert (title.issuer, title.year) == (issuer, year)


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2020年政府信息公开工作年度报告编制发布工作的通知",
        "2020年政府信息公开工作年度报告解读",
        "依据《中华人民共和国政府信息公开条例》第五十条规定，编制本报告。",
        "年度报告",
        "",
    ],
)
def test_lines_that_are_no_title(text):
    assert read_title(text) is None


@pytest.mark.parametrize(
    ("lines", "issuer", "year"),
    [
        (["紫阳县高滩镇人民", "政府2021年政府信息公开年度报告"], "紫阳县高滩镇人民政府", 2021),
        (
            ["紫阳县人力资源", "和社会保障局2021年", "政府信息公开年报"],
            "紫阳县人力资源和社会保障局",
            2021,
        ),
        (["紫阳县", "教育局2021年政府信息公开年度报告"], "紫阳县教育局", 2021),
        (["2021年", "紫阳县教育局", "政府信息公开年度报告"], "紫阳县教育局", 2021),
        (["紫阳县教育局", "政府信息公开", "年度报告", "2021"], "紫阳县教育局", 2021),
        (["紫阳县政务公开", "教育局2021年政府信息公开年度报告"], "教育局", 2021),
        (["首页", "高滩镇2021年政府信息公开年度报告"], "高滩镇", 2021),
    ],
)
def test_a_title_is_whole_where_a_line_breaks_it(lines, issuer, year):
    title = find_title(lines)
    assert title is not None
    assert (title.issuer, title.year) == (issuer, year)


def test_a_paper_with_the_tables_may_be_called_otherwise():
    lines = ["紫阳县财政局2021年政府信息公开工作总结", "一、总体情况", "很好。"]
    told = recognise(paragraphs(*lines), has_tables=True)
    assert (told.issuer, told.year) == ("紫阳县财政局", 2021)
    assert read_title(lines[0]) is None


def test_a_title_may_run_over_lines():
    lines = ["首页", "青禾县柳溪镇人民政府", "2020年政府信息公开", "工作年度报告"]
    title = find_title(lines)
    assert title is not None
    assert (title.text, title.issuer) == (
        "青禾县柳溪镇人民政府2020年政府信息公开工作年度报告",
        "青禾县柳溪镇人民政府",
    )


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021年1月5日", "2021-01-05"),
        ("发布时间：2021-01-20 10:12", "2021-01-20"),
        ("２０２１年１月５日", "2021-01-05"),
        ("二〇二一年一月二十日", "2021-01-20"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("二O二一年元月廿五日", "2021-01-25"),
        ("二零二一年一月卅日", "2021-01-30"),
        ("2021年13月5日", None),
        ("二月", None),
    ],
)
def test_dates(text, iso):
    found = find_date(text)
    assert (found and found[0]) == iso


def paragraphs(*texts, page=None, table_after=()):
    blocks = []
    for text in texts:
        blocks.append(Paragraph(text))
        if text in table_after:
            blocks.append(Table((Cell(0, 0, "0"),)))
    return Document(tuple(blocks), "txt", page or {})


def test_all_prose_goes_to_a_section_and_the_title_to_none():
    document = paragraphs(
        "柳溪镇人民政府",
        "2020年政府信息公开工作年度报告",
        "根据条例编制本报告。",
        "一、总体情况",
        "2020年，我镇公开信息。",
        "（一）主动公开情况",
        "共公开26条。",
        "六、其他需要报告的事项 无。",
        "柳溪镇人民政府",
        "2021年1月20日",
    )
    found = recognise(document, has_tables=False)
    assert found.title == "柳溪镇人民政府2020年政府信息公开工作年度报告"
    assert (found.issuer, found.year, found.published) == ("柳溪镇人民政府", 2020, "2021-01-20")
    assert found.prose == {
        "unplaced": "根据条例编制本报告。",
        "overview": "2020年，我镇公开信息。\n（一）主动公开情况\n共公开26条。",
        "other": "无。\n柳溪镇人民政府\n2021年1月20日",
    }


@pytest.mark.parametrize("caption", ["（单位：件）", "单位：万元", "第二十条第（一）项"])
def test_what_stands_above_a_table_is_no_prose(caption):
    document = paragraphs("一、总体情况", "很好。", caption, "发布单位：件数不详")
    assert recognise(document, has_tables=True).prose == {"overview": "很好。\n发布单位：件数不详"}


def test_brackets_number_sections_where_nothing_else_does():
    heads = ["（一）总体情况", "（二）主动公开政府信息情况", "（三）收到和处理政府信息公开申请情况"]
    lines = [text for head in heads for text in (head, "（一）主动公开情况", f"{head[1]}之下。")]
    document = Document(tuple(Paragraph(line) for line in lines), "txt")
    told = recognise(document, has_tables=True)
    assert told.prose == {
        "overview": "（一）主动公开情况\n一之下。",
        "disclosure": "（一）主动公开情况\n二之下。",
        "requests": "（一）主动公开情况\n三之下。",
    }


def test_a_year_below_the_title_is_its_own():
    title = find_title(["紫阳县向阳镇人民政府", "政府信息公开工作年度报告", "（2021年度）"])
    assert title is not None
    assert (title.issuer, title.year) == ("紫阳县向阳镇人民政府", 2021)


@pytest.mark.parametrize(
    "lines",
    [
        ["2019年政府信息公开工作年度报告", "2021年政府信息公开工作年度报告"],
        ["相关阅读", "2021年政府信息公开工作年度报告"],
        ["当前位置：首页 > 政务公开 > 正文", "2021年政府信息公开工作年度报告"],
        ["机构职能", "2021年政府信息公开工作年度报告"],
    ],
    ids=["a link to last year's", "a list", "a path", "a menu"],
)
def test_what_stands_above_a_title_that_names_nobody_is_no_issuer(lines):
    title = find_title(lines, named="2021年政府信息公开工作年度报告")
    assert title is not None
    assert (title.text, title.issuer, title.year) == (lines[1], None, 2021)


def test_the_heading_before_a_table_is_the_section():
    document = paragraphs(
        "一、总体情况",
        "二、主动公开情况",
        "本镇公开26条。",
        "二、主动公开政府信息情况",
        "五、存在的主要问题及改进情况",
        "宣传不够。",
        table_after=("二、主动公开政府信息情况",),
    )
    found = recognise(document, has_tables=True)
    assert found.prose == {
        "overview": "二、主动公开情况\n本镇公开26条。",
        "problems": "宣传不够。",
    }


def test_a_table_may_say_the_heading_of_its_section_again():
    document = paragraphs(
        "一、总体情况",
        "本镇公开26条。",
        "二、主动公开政府信息情况",
        "网站更新及时。",
        "二、 主动公开政府信息情况",
        "五、存在的主要问题及改进情况",
        "宣传不够。",
        table_after=("二、 主动公开政府信息情况",),
    )
    assert recognise(document, has_tables=True).prose == {
        "overview": "本镇公开26条。",
        "disclosure": "网站更新及时。",
        "problems": "宣传不够。",
    }


def test_the_page_names_the_issuer_only_where_the_title_does_not():
    page = {"标题": "2020年政府信息公开工作年度报告", "发布机构": "青禾县教育局"}
    found = recognise(paragraphs("一、总体情况", "无。", page=page), has_tables=True)
    assert (found.issuer, found.year) == ("青禾县教育局", 2020)
    titled = recognise(
        paragraphs("柳溪镇2020年政府信息公开工作年度报告", "一、总体情况", page=page),
        has_tables=True,
    )
    assert titled.issuer == "柳溪镇"


def test_the_year_is_taken_from_the_period_but_never_from_the_date():
    told = paragraphs(
        "一、总体情况",
        "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
        "2021年1月3日",
    )
    assert recognise(told, has_tables=True).year == 2020
    untold = paragraphs("一、总体情况", "2021年1月3日")
    assert recognise(untold, has_tables=True).year is None


@pytest.mark.parametrize(
    ("end", "published"),
    [
        (["柳溪镇人民政府", "2021年1月20日"], ("2021-01-20", "2021年1月20日")),
        (["柳溪镇人民政府 2021年1月20日"], ("2021-01-20", "2021年1月20日")),
        (["二〇二一年一月二十日"], ("2021-01-20", "二〇二一年一月二十日")),
        (["（2021年1月20日）", "附件：统计表"], ("2021-01-20", "2021年1月20日")),
        (["发布日期：2021-01-22", "2021年1月20日"], ("2021-01-22", "2021-01-22")),
        (["柳溪镇人民政府2021年1月20日印发"], ("2021-01-20", "2021年1月20日")),
        (["发布于：2021-01-20", "无。"], ("2021-01-20", "2021-01-20")),
        (["【发文日期】2021年1月22日", "无。"], ("2021-01-22", "2021年1月22日")),
        (["统计期限至2020年12月31日"], (None, None)),
        (["2020年12月31日，我镇公开26条。"], (None, None)),
        (["联系电话：2021-1234567"], (None, None)),
    ],
)
def test_the_date_of_publication(end, published):
    document = paragraphs("柳溪镇2020年政府信息公开工作年度报告", "一、总体情况", "无。", *end)
    found = recognise(document, has_tables=True)
    assert (found.published, found.published_text) == published


@pytest.mark.parametrize(
    ("below", "end", "issuer"),
    [
        (["青禾县水利局"], [], "青禾县水利局"),
        (["青禾县水利局", "（2022年1月20日）"], [], "青禾县水利局"),
        ([], ["青禾县水利局", "2022年1月20日"], "青禾县水利局"),
        ([], ["青禾县水利局 2022年1月20日"], "青禾县水利局"),
        ([], ["青禾县水利局（盖章）", "2022年1月20日"], "青禾县水利局"),
        ([], ["青禾县第一中学", "2022年1月20日"], "青禾县第一中学"),
        ([], ["青禾县公安局交通警察大队", "2022年1月20日"], "青禾县公安局交通警察大队"),
        ([], ["青禾县人民政府网站"], None),
        ([], ["报送青禾县水利局。"], None),
    ],
)
def test_who_signs_a_report_whose_title_names_nobody(below, end, issuer):
    title = "2021年政府信息公开工作年度报告"
    document = paragraphs(title, *below, "一、总体情况", "很好。", *end)
    assert recognise(document, has_tables=True).issuer == issuer


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2021-01-20", ("2021-01-20", "2021-01-20")),
        ("（2021年1月20日）", ("2021-01-20", "2021年1月20日")),
        ("2021-01-20 09:30", ("2021-01-20", "2021-01-20")),
        ("二〇二一年一月二十日", ("2021-01-20", "二〇二一年一月二十日")),
        ("（柳溪镇人民政府 2021年1月20日）", ("2021-01-20", "2021年1月20日")),
        ("2021年1月20日起施行的规定", (None, None)),
        ("2020年1月1日至12月31日", (None, None)),
    ],
)
def test_a_date_alone_below_the_title_is_that_of_publication(line, published):
    document = paragraphs("柳溪镇2020年政府信息公开工作年度报告", line, "一、总体情况", "无。")
    found = recognise(document, has_tables=True)
    assert (found.published, found.published_text) == published


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("统计期限自2020年1月1日起至2020年12月31日止", 2020),
        ("数据统计期限为2020年1月1日至12月31日", 2020),
        ("统计期限为2020年1月1日—2020年12月31日", 2020),
        ("统计期限自2019年1月1日起至2020年12月31日止", None),
    ],
)
def test_the_year_of_the_period(said, year):
    document = paragraphs("柳溪镇政府信息公开工作年度报告", "一、总体情况", f"本报告{said}。")
    assert recognise(document, has_tables=True).year == year


@pytest.mark.parametrize(
    "texts",
    [
        ("关于做好2020年政府信息公开工作年度报告编制发布工作的通知", "各镇人民政府："),
        ("青禾县2020年政府信息公开工作年度报告解读", "一、总体情况"),
        ("柳溪镇2020年工作总结", "今年我镇粮食丰收。"),
        ("",),
    ],
)
def test_other_papers_are_no_report(texts):
    with pytest.raises(NotAReport):
        recognise(paragraphs(*texts), has_tables=False)
