"""What the help page teaches: the query language by example, and what the statuses mean."""

from __future__ import annotations

from webui.language import msgid

START = (
    ("乡村振兴 requests_received>0", msgid("the words, and at least one new request")),
    ("新收申请.商业企业>=1", msgid("requests from companies, by the field's Chinese name")),
    ("finding:row_sum", msgid("a row of the tables does not add up")),
    (
        "year:2019..2021 procurement.amount>1000",
        msgid("procurement of more than 1000 万元 in these years"),
    ),
)

GROUPS = (
    (
        msgid("Words"),
        (
            ("乡村振兴 人居环境", msgid("both; reports with the words as written come first")),
            ('"乡村振兴局"', msgid("exactly these characters, one after another")),
            ("教育局 OR 卫生局", msgid("one of them or both")),
            ("乡村振兴 -扶贫", msgid("the first without the second")),
            ("振兴*", msgid("what begins so; Chinese anywhere in the text")),
            ('"乡村 振兴"~5', msgid("at most 5 words between the two, in either order")),
            ('"乡村振兴 资金"~s', msgid("both in one sentence")),
            ('"乡村振兴 资金"~p', msgid("both in one paragraph")),
        ),
    ),
    (
        msgid("Where the words stand"),
        (
            ("问题:宣传", msgid("in the section on problems only")),
            ("title:教育局", msgid("in the title")),
            ("机关:宁河镇", msgid("in the name of the issuer")),
        ),
    ),
    (
        msgid("Numbers"),
        (
            ("requests_received>0", msgid("a number above 0; a row's name alone means its total")),
            ("新收申请>0", msgid("the same by its Chinese name")),
            ("requests_received:10..50", msgid("from 10 to 50, both included")),
            ("granted < requests_received", msgid("two numbers compared")),
            ("unavailable/handled>0.5", msgid("arithmetic; unknown numbers never match")),
        ),
    ),
    (
        msgid("Kinds of reports"),
        (
            ("year:2020", msgid("one year")),
            ("year:2019..2021", msgid("from 2019 to 2021")),
            ("province:陕西", msgid("one province")),
            ("level:township", msgid("townships; also province, city, county")),
            ("organ:department", msgid("departments; also government, other")),
            ("template:2021", msgid("the form that was printed, whatever the year")),
        ),
    ),
    (
        msgid("What is missing or does not add up"),
        (
            ("missing:fees.amount", msgid("the form has the field, the report has no value")),
            ("blank:any", msgid("some cell is empty")),
            (
                "unreadable:any OR inferred:any",
                msgid("something was not read with certainty, or inferred"),
            ),
            ("finding:any", msgid("any finding, our own doubts left out")),
            ("version:all", msgid("other versions of the same report too")),
        ),
    ),
)
"""Groups of runnable examples, each with its meaning."""

STATUSES = (
    ("reported", msgid("The number is printed in the report.")),
    ("blank", msgid("The cell is empty. Blank is not zero: no condition on the number matches.")),
    ("not_applicable", msgid("The report says that nothing applies (/, —, 无).")),
    (
        "unreadable",
        msgid("Something stands there but cannot be assigned to its column beyond doubt."),
    ),
    (
        "inferred",
        msgid("The cell is blank or unreadable, and the form's own sums settle its value."),
    ),
    ("computed", msgid("Worked out from several numbers of the report.")),
)
