"""What is in the file of a chart, and when is none made?"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import LookthroughError, UsageError
from lookthrough.viz.chart_pyvis import chart, inert
from lookthrough.viz.words import LANGUAGES, WORDS
from tests.viz.drawings import finding, holding, owner, party, share, sized


def text(lang: str = "en") -> str:
    return chart(sized(10, 1, lang), lang=lang).decode()


def test_a_chart_is_one_file_that_names_no_other_place() -> None:
    page = re.sub(r"<script.*?</script>", "", text(), flags=re.DOTALL)
    assert re.findall(r"""(?:src|href)=["']?([^"'>\s]+)""", page) == ["data:,"]
    assert "://" not in page


def test_its_policy_allows_the_scripts_and_the_style_by_their_hashes_and_nothing_else() -> None:
    page = text()
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    policy = re.search(r'Security-Policy" content="([^"]+)"', page)
    assert policy
    hashes = [f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in (*scripts, *style)]
    assert re.findall(r"'sha256-[^']+'", policy[1].replace("&#39;", "'")) == hashes
    assert "unsafe" not in policy[1]


def test_the_same_finding_gives_the_same_bytes() -> None:
    assert text() == text()


def test_the_language_of_the_page_is_said_and_names_in_the_other_one_are_marked() -> None:
    assert '<html lang="zh-Hans">' in text("zh")
    page = chart(finding([party("C", "青岛海瑞贸易有限公司")], [])).decode()
    assert '<html lang="en">' in page
    assert '<bdi lang="zh-Hans">青岛海瑞贸易有限公司</bdi>' in page


def test_the_arithmetic_of_each_path_stands_below_the_picture() -> None:
    # P --50%--> A --60%--> C, and A holds itself through a circle that multiplies by 10/9
    parties = {name: party(name, kind="person" if name == "P" else "company") for name in "CAP"}
    links = [
        {"holder": parties[a], "held": parties[b], "kind": "shareholding", "share": share(much)}
        for a, b, much in (("P", "A", "50%"), ("A", "C", "60%"))
    ]
    rows = [holding("P", "A", "50%"), holding("A", "C", "60%"), holding("C", "A", "1/6")]
    proof = owner(parties["P"], "1/3", paths=[{"share": share("30%"), "links": links, "gain": "10/9"}])
    page = re.sub(r"<[^>]+>", "", chart(finding(list(parties.values()), rows, [proof])).decode())
    assert "P ─ 50 % → A ─ 60 % → C30 % × 10/9 (circle)" in page
    assert "P: ultimate33.33 %" in page


def test_a_block_that_several_hold_together_is_not_shown_by_its_inner_name() -> None:
    person, company = party("P", kind="person"), party("C")
    block = party("~joint/C", "~joint/C", "unknown")
    links = [
        {"holder": a, "held": b, "kind": "joint", "share": None}
        for a, b in ((person, block), (block, company))
    ]
    page = chart(
        finding([company, person], [], [owner(person, paths=[{"share": None, "links": links}])])
    ).decode()
    assert "~joint" not in page
    assert "a block held together" in page


def test_another_question_or_language_has_no_chart() -> None:
    with pytest.raises(UsageError, match="'owners'"):
        chart(sized(10, 1, "en") | {"question": "control"})
    with pytest.raises(UsageError, match="--lang"):
        chart(sized(10, 1, "en"), lang="fr")


def test_more_than_two_thousand_boxes_on_owners_paths_are_refused_with_a_sentence() -> None:
    persons = [party(f"P{number}", kind="person") for number in range(2001)]
    rows = [holding(each["id"], "C", "1/3000") for each in persons]
    with pytest.raises(LookthroughError, match="2,002 boxes, and a chart holds 2,000"):
        chart(finding([party("C"), *persons], rows, [owner(each, "1/3000") for each in persons]))


@given(st.text())
def test_inert_json_says_the_same_and_can_end_no_script(name: str) -> None:
    written = inert({name: name})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {name: name}


def test_every_word_is_there_in_both_languages() -> None:
    assert all(len(words) == len(LANGUAGES) and all(words) for words in WORDS.values())
