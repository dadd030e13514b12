"""Does a name come back from the keys that it is kept under, however it is typed, and in front of the others?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lookthrough.graph import affixes, surnames
from lookthrough.graph.names import FLOOR, LONGEST, clean_id, keys, near_keys, normal, query_keys, rank, score

CHARS = st.one_of(
    st.sampled_from(
        "王小晓明曾單单青島岛海瑞貿易贸乾亁公司有限集团團（）()·・ 　&.,'’-ｌｔＤ①㈱ßŁøéİſё々ヴ゙\u200b"
    ),
    st.sampled_from("abclvnyuSA019 "),
    st.characters(exclude_categories=["Cs"]),
)
NAMES = st.text(CHARS, max_size=16)
KINDS = st.sampled_from(["", "person", "company", "unknown", "arrangement"])


def found(
    query: str, name: str, kind: str = "", asked: Callable[[str], tuple[str, ...]] = query_keys
) -> bool:
    """Whether a store that holds this name alone answers the query."""
    return any(row.key.startswith(key) for key in asked(query) for row in keys(name, kind))


def forms(name: str, kind: str = "") -> dict[str, str]:
    """The rows of a name, key -> form."""
    return dict(keys(name, kind))


# The normal form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("習近平", "习近平"),
        ("陳大文", "陈大文"),
        ("鍾麗緹", "钟丽缇"),
        ("青島海瑞貿易（集團）有限公司", "青岛海瑞贸易集团有限公司"),
        ("买买提·阿不都", "买买提阿不都"),
        ("买买提・阿不都", "买买提阿不都"),
        ("买买提•阿不都", "买买提阿不都"),
        ("王 小　明", "王小明"),
        ("ＢＰ　Ｌｔｄ．", "bp ltd"),
        ("BP p.l.c.", "bp plc"),
        ("J.R. Smith", "jr smith"),
        ("A.Kadyrov", "a kadyrov"),
        ("Co.,Ltd.", "co ltd"),
        ("Łódź Straße Søren", "lodz strasse soren"),
        ("Þór Æsir Đoković", "thor aesir dokovic"),
        ("İstanbul ve IŞIK", "istanbul ve isik"),
        ("Procter & Gamble", "procter and gamble"),
        ("O’Brien O'Brien", "obrien obrien"),
        ("Артём Чайковский", "артем чайковский"),
        ("㈱日立①", "株日立1"),
        ("מִשְׁכָּן", "משכן"),
        ("e\u0301\u200b\u202etat", "etat"),
        ("王乾", "王乾"),
        ("薴", "苎"),
        ("か\u200b\u3099", "が"),
    ],
)
def test_spellings_of_one_name_have_one_normal_form(text: str, form: str) -> None:
    assert normal(text) == form


@pytest.mark.parametrize("blank", ["", " ", "\u3000\t\n", "\u200b\u200f"])
def test_a_blank_name_has_no_form_no_keys_and_no_likeness(blank: str) -> None:
    assert (normal(blank), keys(blank), query_keys(blank), near_keys(blank)) == ("", (), (), ())
    assert score(blank, blank) == 0
    assert rank(blank, [(blank, 1), ("王小明", 2)], 5) == []


@pytest.mark.parametrize("signs", ["🙂", "★ ★", "***", "👨\u200d👩\u200d👧"])
def test_a_name_of_signs_alone_is_found_by_itself(signs: str) -> None:
    assert found(signs, signs)
    assert score(signs, signs) == 100


@given(NAMES)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text())
def test_any_text_at_all_has_one_normal_form_that_stays(text: str) -> None:
    assert normal(normal(text)) == normal(text)


# The rows of a name


def test_a_chinese_company_is_kept_whole_short_bare_and_in_pinyin() -> None:
    assert forms("青岛海瑞贸易有限公司", "company") == {
        "青岛海瑞贸易有限公司": "full",
        "青岛海瑞贸易": "short",
        "海瑞贸易": "bare",
        "qingdaohairuimaoyi": "pinyin",
        "hairuimaoyi": "pinyin",
    }


def test_a_chinese_person_is_kept_with_both_orders_and_the_initials() -> None:
    assert forms("王小明", "person") == {
        "王小明": "full",
        "wangxiaoming": "pinyin",
        "xiaomingwang": "given_first",
        "wxm": "initials",
    }


def test_a_person_in_words_is_kept_from_every_word_on_and_sorted() -> None:
    assert forms("Lopez, Maria Garcia", "person") == {
        "lopez maria garcia": "full",
        "lopezmariagarcia": "short",
        "mariagarcialopez": "turned",
        "garcialopezmaria": "turned",
    }
    assert forms("Maria Lopez Garcia", "person")["garcialopezmaria"] == "sorted"


def test_no_key_begins_with_a_word_that_no_search_begins_with() -> None:
    assert "turned" not in forms("Bank of the", "company").values()
    assert not any(key.startswith(("of", "j")) for key in forms("Bank of J Montreal", "company"))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("中国工商银行股份有限公司", "中国工商银行"),
        ("海瑞（集团）有限责任公司", "海瑞"),
        ("青岛海瑞投资合伙企业（有限合伙）", "青岛海瑞投资"),
        ("平安保险股份有限公司青岛分公司", "平安保险青岛"),
        ("集团有限公司", "集团有限公司"),
        ("华公司", "华公司"),
        ("日立製作所株式会社", "日立制作所"),
    ],
)
def test_legal_forms_are_cut_off_a_chinese_name_but_never_the_name(name: str, short: str) -> None:
    assert affixes.short_han(normal(name)) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Hairui Trading Co., Ltd.", "hairui trading"),
        ("BP p.l.c.", "bp"),
        ("BP PLC", "bp"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Carrefour S.A.", "carrefour"),
        ("Acme Holdings Limited", "acme holdings"),
        ("Acme Limited Liability Company", "acme"),
        ("Novo Nordisk A/S", "novo nordisk"),
        ("Petronas Sdn. Bhd.", "petronas"),
        ("ООО «Ромашка»", "ромашка"),
        ("Orlen Sp. z o.o.", "orlen"),
        ("Qingdao Hairui Maoyi Youxian Gongsi", "qingdao hairui maoyi"),
        ("Limited", "limited"),
        ("Ltd Co", "ltd"),
    ],
)
def test_legal_forms_are_cut_off_a_name_in_words_but_never_the_last_word(name: str, short: str) -> None:
    assert " ".join(affixes.short_words(normal(name))) == short


def test_a_persons_last_word_is_no_legal_form() -> None:
    assert "mariasa" in forms("Maria Sa", "person")
    assert "maria" in forms("Maria Sa", "company")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("青岛海瑞", "海瑞"),
        ("山东省青岛市海瑞", "海瑞"),
        ("北京市朝阳区海瑞商店", "海瑞商店"),
        ("上海浦东新区海瑞", "海瑞"),
        ("新疆维吾尔自治区海瑞", "海瑞"),
        ("呼和浩特海瑞", "海瑞"),
        ("中国工商银行", "工商银行"),
        ("上海市场营销", "市场营销"),
        ("青岛市", "青岛市"),
        ("海瑞青岛", "海瑞青岛"),
    ],
)
def test_the_place_is_cut_off_the_head_of_a_chinese_name(name: str, bare: str) -> None:
    assert affixes.bare_han(name) == bare


# How it is read


@pytest.mark.parametrize(
    "pair",
    """
    曾国藩=zengguofan 单雄信=shanxiongxin 單雄信=shanxiongxin 查良镛=zhaliangyong 仇英=qiuying 朴树=piaoshu 解缙=xiejin
    区少辉=oushaohui 任正非=renzhengfei 盖叫天=gejiaotian 缪斌=miaobin 覃海=qinhai 逄伟=pangwei 晁盖=chaogai 员海=yunhai
    种师道=chongshidao 黑国强=heguoqiang 乐毅=yueyi 吕布=lubu 王乾=wangqian 曾=zeng 明曾=mingceng 尉迟恭=yuchigong
    万俟洛=moqiluo 长孙无忌=zhangsunwuji 欧阳修=ouyangxiu 司马光=simaguang 单于海=chanyuhai 王长江=wangchangjiang
    """.split(),
)
def test_a_surname_is_read_as_a_surname(pair: str) -> None:
    name, spoken = pair.split("=")
    assert "".join(surnames.person_reading(normal(name))) == spoken
    assert spoken in forms(name, "person")


def test_a_double_surname_goes_behind_the_given_name_whole() -> None:
    assert forms("欧阳娜娜", "person")["nanaouyang"] == "given_first"
    assert forms("欧阳娜娜", "person")["oynn"] == "initials"


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("重庆银行", "chongqingyinhang"),
        ("厦门模具", "xiamenmuju"),
        ("长城行政旅行社", "changchengxingzhengluxingshe"),
        ("成都音乐", "chengduyinyue"),
        ("abc 贸易", "abcmaoyi"),
    ],
)
def test_an_organisation_is_read_as_people_say_it(name: str, spoken: str) -> None:
    assert surnames.reading(name) == spoken


def test_a_simplified_character_that_the_dictionary_lacks_is_read_by_its_traditional_form() -> None:
    assert surnames.reading(normal("婡")) == "lai"


def test_two_to_four_characters_of_unsure_kind_are_keyed_as_person_and_as_organisation() -> None:
    unsure = forms("曾氏银行")
    assert unsure.keys() >= {"zengshiyinxing", "cengshiyinhang"}
    assert forms("曾氏银行", "unknown") == unsure
    assert "initials" not in forms("曾氏银行", "company").values()
    assert "initials" not in forms("曾氏公司").values()


# The question finds the name


@pytest.mark.parametrize(
    ("query", "name", "kind"),
    [
        ("海瑞", "青岛海瑞贸易有限公司", "company"),
        ("青岛海瑞", "青島海瑞貿易有限公司", "company"),
        ("山东海瑞贸易", "青岛海瑞贸易有限公司", "company"),
        ("Hairui", "青岛海瑞贸易有限公司", "company"),
        ("Qingdao Hairui Maoyi Youxian Gongsi", "青岛海瑞贸易有限公司", "company"),
        ("Hairui Trading", "Qingdao Hairui Trading Co., Ltd.", "company"),
        ("trading company limited", "Qingdao Hairui Trading Co., Ltd.", "company"),
        ("中国工商银行股份有限公司", "中国工商银行", "company"),
        ("中国工商银行", "中国工商银行股份有限公司", "company"),
        ("工商银行", "中国工商银行股份有限公司", "company"),
        ("BP P.L.C.", "BP PLC", "company"),
        ("ＢＰ　ｐｌｃ", "BP p.l.c.", "company"),
        ("習近平", "习近平", "person"),
        ("陈大文", "陳大文", "person"),
        ("Wang Xiaoming", "王小明", "person"),
        ("Xiaoming WANG", "王小明", "person"),
        ("WANG, Xiao-Ming", "王小明", ""),
        ("wxm", "王小明", "person"),
        ("Zeng Guofan", "曾国藩", ""),
        ("Lü Bu", "吕布", "person"),
        ("Lv Bu", "吕布", "person"),
        ("LYU Bu", "吕布", "person"),
        ("Xiaoming Wang", "Wang Xiaoming", "person"),
        ("Wang Xiao Ming", "Wang Xiaoming", "person"),
        ("John Smith", "Smith, John Quincy", "person"),
        ("Lopez Maria Garcia", "Maria Lopez Garcia", "person"),
        ("huawei", "华为技术有限公司", "company"),
        ("huawei", "Huawei Technologies Co., Ltd.", "company"),
        ("سلمان", "محمد بن سلمان", "person"),
        ("ромашка", "ООО «Ромашка»", "company"),
    ],
)
def test_a_name_is_found_however_it_is_typed(query: str, name: str, kind: str) -> None:
    assert found(query, name, kind)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("王小明", "王晓明"),
        ("王小朋", "王小明"),
        ("Wang Xiaomign", "Wang Xiaoming"),
        ("Jonh Smith", "John Smith"),
    ],
)
def test_a_slip_of_the_hand_is_near_but_not_found(query: str, name: str) -> None:
    assert not found(query, name, "person")
    assert found(query, name, "person", asked=near_keys)


@pytest.mark.parametrize(
    ("query", "name"), [("李小明", "王小明"), ("Brown", "John Smith"), ("瑞", "青岛海瑞有限公司")]
)
def test_another_name_is_neither_found_nor_near(query: str, name: str) -> None:
    assert not found(query, name)
    assert not found(query, name, asked=near_keys)


@given(NAMES, KINDS)
def test_the_full_form_is_the_first_row_whole_and_stays_it(name: str, kind: str) -> None:
    assume(normal(name))
    assert keys(name, kind)[0] == (normal(name), "full")
    assert keys(normal(name), kind)[0] == keys(name, kind)[0]


@given(NAMES, KINDS)
def test_no_name_has_more_than_eight_rows_nor_a_key_twice_or_empty(name: str, kind: str) -> None:
    rows = keys(name, kind)
    assert len(rows) <= 8
    assert len({row.key for row in rows}) == len(rows)
    assert all(row.key for row in rows)


@given(NAMES, KINDS, st.data())
def test_every_beginning_of_the_full_form_finds_the_name(name: str, kind: str, data: st.DataObject) -> None:
    full = normal(name)
    assume(full)
    assert found(full[: data.draw(st.integers(1, len(full)))], name, kind)


@given(st.data(), st.lists(st.sampled_from("wang anna smith lopez garcia".split()), min_size=2, max_size=5))
def test_the_words_of_a_person_find_the_name_in_any_order(data: st.DataObject, words: list[str]) -> None:
    assert found(" ".join(data.draw(st.permutations(words))), " ".join(words), "person")


@pytest.mark.parametrize(
    "name", ["王" * 4000, "Wang " * 800, "a." * 2000, "公司" * 2000, "青岛" * 2000, "★" * 4000]
)
def test_a_name_of_4000_characters_is_kept_whole_once_and_short_otherwise(name: str) -> None:
    whole, *others = keys(name)
    assert whole.key == normal(name)
    assert all(len(row.key) <= LONGEST for row in others)
    assert found(name, name)
    assert score(name, name) == 100


# Which comes first


@pytest.mark.parametrize(
    ("query", "name", "low", "high"),
    [
        ("習近平", "习近平", 100, 100),
        ("BP Capital Markets p.l.c.", "BP Capital Markets PLC", 100, 100),
        ("ＢＰ　Ｌｔｄ．", "BP Ltd", 100, 100),
        ("中国工商银行股份有限公司", "中国工商银行", 98, 98),
        ("Wang Xiao Ming", "Wang Xiaoming", 98, 98),
        ("Xiaoming Wang", "Wang Xiaoming", 96, 96),
        ("青岛海瑞", "青岛海瑞贸易有限公司", 89, 95),
        ("Banco Santander", "Banco Santander Chile", 89, 95),
        ("海瑞", "青岛海瑞贸易有限公司", 82, 88),
        ("hairui", "Qingdao Hairui Trading Ltd", 82, 88),
        ("王小明", "Wang Xiaoming", 88, 88),
        ("Wang Xiaoming", "王小明", 88, 88),
        ("Xiaoming Wang", "王小明", 88, 88),
        ("Lyu Bu", "吕布", 88, 88),
        ("qingdao hairui", "青岛海瑞贸易有限公司", 76, 82),
        ("青岛海瑞", "海瑞有限公司", 79, 79),
        ("John Smith", "Jon Smyth", FLOOR, 79),
        ("wxm", "王小明", 60, 60),
        ("王小明", "王晓明", FLOOR, 60),
        ("章小铭", "张晓明", FLOOR, 60),
        ("王小明", "李大伟", 0, FLOOR),
        ("BP Capital Markets", "BP Commodities Trading", 0, FLOOR),
        ("中国银行", "上海银行", 0, 60),
        ("王小明", "", 0, 0),
    ],
)
def test_the_score_says_how_the_name_answers(query: str, name: str, low: float, high: float) -> None:
    assert low <= score(query, name) <= high


def test_the_same_comes_before_what_begins_so_and_that_before_what_is_alike() -> None:
    names = ["王晓明", "王小明珠", "王大明", "Wang Xiaoming", "王小明", "李四"]
    ranked = rank("王小明", [(name, name) for name in names], 10)
    assert [name for _, name in ranked] == ["王小明", "王小明珠", "Wang Xiaoming", "王晓明", "王大明"]


def test_equal_scores_stand_by_name_whatever_came_first() -> None:
    pairs = [("海瑞乙", 1), ("海瑞甲", 2), ("海瑞丙", 3), ("海瑞甲", 4)]
    assert [thing for _, thing in rank("海瑞", pairs, 9)] == [3, 1, 2, 4]
    assert {thing for _, thing in rank("海瑞", pairs[::-1], 2)} == {3, 1}


@given(NAMES, st.lists(NAMES, max_size=6), st.integers(0, 5))
def test_a_ranking_is_a_part_of_the_names_best_first(query: str, names: list[str], limit: int) -> None:
    ranked = rank(query, list(zip(names, range(len(names)), strict=True)), limit)
    points = [score for score, _ in ranked]
    assert len(ranked) <= limit
    assert points == sorted(points, reverse=True)
    assert len({thing for _, thing in ranked}) == len(ranked)
    assert all(FLOOR <= score(query, names[thing]) == point for point, thing in ranked)


@given(NAMES, NAMES)
def test_a_score_lies_between_0_and_100_and_is_100_for_the_name_itself(query: str, name: str) -> None:
    assert 0 <= score(query, name) <= 100
    assert score(name, name) == (100 if normal(name) else 0)


# Identifiers, and what is loaded when


@pytest.mark.parametrize(
    ("scheme", "value", "key"),
    [
        ("lei", " 5299 00t8-bm49 ａｕｒｓＤＯ55\u200b", "lei:529900T8BM49AURSDO55"),
        ("USCC", "９１１１０１０５MA01\u2010abcd", "uscc:91110105MA01ABCD"),
        ("id_number", "11010519491231002x", "id_number:11010519491231002X"),
        ("registry_no", "HRB 12/34", "registry_no:HRB12/34"),
        ("passport", "A\u00b4 1", "passport:\u00c11"),
        ("lei", " - ", ""),
    ],
)
def test_an_identifier_has_one_key_however_it_is_written(scheme: str, value: str, key: str) -> None:
    assert clean_id(scheme, value) == key


@given(st.text())
def test_the_key_of_a_cleaned_identifier_is_itself(value: str) -> None:
    scheme, _, cleaned = clean_id("lei", value).partition(":")
    assert clean_id("lei", cleaned) == (f"{scheme}:{cleaned}" if cleaned else "")


@pytest.mark.parametrize(
    ("call", "loaded"),
    [
        ("n.query_keys('Wang Xiaoming'), n.keys('Wang Xiaoming Ltd'), n.clean_id('lei', 'x')", set()),
        ("n.query_keys('王小明')", {"opencc"}),
        ("n.keys('王小明')", {"opencc", "pypinyin"}),
        ("n.score('Jon', 'John')", {"rapidfuzz"}),
    ],
)
def test_a_library_is_loaded_when_the_first_name_needs_it(call: str, loaded: set[str]) -> None:
    code = f"import sys, lookthrough.graph.names as n; {call}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"opencc", "pypinyin", "rapidfuzz"} & set(done.stdout.split()) == loaded
