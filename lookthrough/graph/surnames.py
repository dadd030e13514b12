"""How is a Chinese name read aloud, in Latin letters without tones, spaces or `ü`?

A character is read as pypinyin reads it alone. That is wrong for surnames (曾 is Zeng, not Ceng) and for a few words
that organisations are named with (银行 is yinhang), so both have a table. Readings are cached per character: a name
costs one `str.translate`. Input is simplified and folded already (names.normal). `ü` becomes `u`, as accents do.
"""

from __future__ import annotations

import re

_SINGLE = """
曾zeng 单shan 查zha 仇qiu 朴piao 解xie 区ou 任ren 盖ge 缪miao 覃qin 逄pang 晁chao 员yun 种chong 黑he 乐yue 翟zhai
召shao 折she 隗wei 郇xun 洗xian 繁po 句gou 炅gui 卜bu 阚kan 佴nai 祭zhai 乜nie 角jue 薄bo 秘bi 藏zang 重chong
长zhang 么yao 粘nian 蔚yu 啜chuo
"""
_COMPOUND = """
欧阳ouyang 司马sima 上官shangguan 诸葛zhuge 尉迟yuchi 万俟moqi 长孙zhangsun 夏侯xiahou 皇甫huangfu 令狐linghu
澹台tantai 公孙gongsun 慕容murong 宇文yuwen 钟离zhongli 鲜于xianyu 单于chanyu 东方dongfang 独孤dugu 南宫nangong
呼延huyan 赫连helian 端木duanmu 拓跋tuoba 轩辕xuanyuan 闻人wenren 申屠shentu 太史taishi 濮阳puyang 淳于chunyu
公冶gongye 宗政zongzheng 闾丘luqiu 司徒situ 司空sikong 亓官qiguan 乐正yuezheng 百里baili 东郭dongguo 西门ximen
南门nanmen 第五diwu 左丘zuoqiu 梁丘liangqiu 谷梁guliang 宰父zaifu 公羊gongyang
"""
_WORDS = """
银行yinhang 旅行luxing 行政xingzheng 发行faxing 自行zixing 行动xingdong 行知xingzhi 行者xingzhe 行星xingxing
通行tongxing 步行buxing 先行xianxing 行hang
重庆chongqing 厦门xiamen 六安luan 番禺panyu 乐清yueqing 乐亭laoting 蚌埠bengbu 西藏xizang 藏药zangyao
喀什kashi 单县shanxian 洪洞hongtong 东阿donge 阿胶ejiao 铅山yanshan 涡阳guoyang 泌阳biyang 柏林bolin
音乐yinyue 乐器yueqi 民乐minyue 模具muju 会计kuaiji 空调kongtiao 调味tiaowei 调料tiaoliao 调节tiaojie
人参renshen 海参haishen 参茸shenrong 成长chengzhang 增长zengzhang 生长shengzhang 重组chongzu 重生chongsheng
秘鲁bilu 大夫daifu
"""


def _table(text: str) -> dict[str, str]:
    """`曾zeng 欧阳ouyang` as a dictionary from characters to readings."""
    return dict(re.findall(r"([^a-z\s]+)([a-z]+)", text))


SURNAMES: dict[str, str] = _table(_SINGLE + _COMPOUND)
_PHRASES = _table(_WORDS)
_PHRASE = re.compile("|".join(_PHRASES))


def _alone(char: str) -> str:
    """How pypinyin reads one character; a simplified form that it lacks is read by its traditional form."""
    from pypinyin import lazy_pinyin

    found = lazy_pinyin(char, errors="ignore") or lazy_pinyin(_traditional(char), errors="ignore")
    return found[0].replace("v", "u") if found else char


def _traditional(char: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(char))


class _Readings(dict[int, str]):
    """Code point -> reading, filled as characters are met; what is not Chinese stays as it is, spaces go."""

    def __missing__(self, code: int) -> str:
        self[code] = reading = _alone(chr(code)) if code > 0x2E7F else chr(code)
        return reading


_READINGS = _Readings({ord(" "): "", ord("长"): "chang", ord("都"): "du"})


def reading(text: str) -> str:
    """The reading of an organisation's name: `青岛银行` -> `qingdaoyinhang`."""
    return _PHRASE.sub(_of_phrase, text).translate(_READINGS)


def _of_phrase(match: re.Match[str]) -> str:
    return _PHRASES[match[0]]


def person_reading(text: str) -> tuple[str, str]:
    """The readings of a person's surname and given name: `尉迟恭` -> `("yuchi", "gong")`."""
    size = 2 if len(text) > 2 and text[:2] in SURNAMES else 1
    surname, given = text[:size], text[size:]
    return SURNAMES.get(surname) or surname.translate(_READINGS), given.translate(_READINGS)


def initials(text: str) -> str:
    """The first letters of the readings of a person's name: `王小明` -> `wxm`."""
    head = SURNAMES.get(text[:2]) or SURNAMES.get(text[:1])
    letters = [_READINGS[ord(char)][:1] for char in text]
    if head:
        letters[0] = head[0]
    return "".join(letters)
