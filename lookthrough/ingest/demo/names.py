"""What are the invented people, companies and streets of the demo called?

Everything here is made up from common parts: no name, number or address is meant to be anybody's. About two thirds
are Chinese: a company is city + brand + trade + legal form, a person a weighted surname and one or two characters.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

# city, code of its area (city level: no resident's number begins with it), a street there
CITIES: tuple[tuple[str, str], ...] = (
    ("北京", "110100"), ("上海", "310100"), ("天津", "120100"), ("重庆", "500100"), ("青岛", "370200"),
    ("济南", "370100"), ("烟台", "370600"), ("杭州", "330100"), ("宁波", "330200"), ("温州", "330300"),
    ("苏州", "320500"), ("南京", "320100"), ("无锡", "320200"), ("广州", "440100"), ("深圳", "440300"),
    ("东莞", "441900"), ("佛山", "440600"), ("厦门", "350200"), ("福州", "350100"), ("成都", "510100"),
    ("武汉", "420100"), ("长沙", "430100"), ("郑州", "410100"), ("西安", "610100"), ("大连", "210200"),
    ("沈阳", "210100"), ("合肥", "340100"), ("昆明", "530100"),
)  # fmt: skip
STREETS = (
    "人民路 中山路 解放路 建设大街 和平路 长江路 黄河路 文化路 新华街 滨海大道 科技一路 工业北路".split()
)
SURNAMES = (
    "王李张刘陈" * 6
    + "杨赵黄周吴徐孙胡朱高林何郭马" * 3
    + "罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国志文秀红春梅海燕雪峰"
    "立新永健晓东宇轩子涵欣怡浩然博思远佳琪雨桐俊熙梓萱家豪嘉慧婷鹏飞凯瑞云龙凤天成"
)
BRAND_HEADS = "华恒信达宏鼎泰盛和嘉锦源润安博凯晟隆中东金银天海正新万福永昌兴富荣顺立创智汇联卓优启"
BRAND_TAILS = "远泽康雅诚昌源泰达恒通宇航辉腾翔越峰程隆盈丰茂利德和顺悦麟晖澜川岳森林石桥禾"
TRADES = (
    "贸易 科技 实业 机械 建筑工程 物流 电子 化工 食品 医药 能源 纺织 环保科技 咨询 餐饮管理 供应链管理 信息技术 "
    "文化传媒 农业发展 国际贸易 新材料 装饰工程 进出口 精密制造"
).split()
HOLDING_TRADES = "控股 投资 投资管理 实业投资 企业管理 资产管理".split()
PARTNERSHIP_TRADES = "企业管理 股权投资 创业投资 管理咨询".split()

EN_GIVEN = (
    "Oliver Amelia George Isla Harry Ava Jack Emily Noah Sophia Leo Grace Arthur Mia Oscar Freya Henry Lily Thomas "
    "Ella James Alice William Clara Edward Ruth Daniel Nora Samuel Hannah Peter Julia Martin Helen Robert Laura"
).split()
EN_SURNAMES = (
    "Ashworth Barlow Carver Dawson Ellery Fenwick Garland Hartley Irving Jarvis Kendall Langley Marlow Norris Oakes "
    "Prescott Quigley Radcliffe Sheldon Thorne Underhill Vaughan Whitaker Yardley Abbot Birch Calder Draper Eastman "
    "Farrow Gibbs Hollis Keating Lindsay Mercer Nash Osborne Pratt Rowland Sutton Tanner Upton Vickers Weston"
).split()
EN_HEADS = (
    "North South Stone Silver Harbour Green Black Oak West Elm Raven Bright Castle Fair Ash Red Iron Clear Gold High "
    "King Maple Thorn Wind"
).split()
EN_TAILS = (
    "field bridge gate wood stone haven well ford mere ridge brook cliff croft dale hurst point wick".split()
)
EN_TRADES = (
    "Trading Logistics Technology Foods Marine Engineering Textiles Consulting Energy Media Chemicals Electronics "
    "Properties Services Shipping Foundry Design Software Pharma Mining"
).split()
EN_HOLDING_TRADES = "Holdings|Investments|Capital|Ventures|Group Holdings|Equity Partners".split("|")
# country, legal form, class, currency, town
EN_FORMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("GB", "Limited", "llc", "GBP", "London"),
    ("GB", "Ltd", "llc", "GBP", "Manchester"),
    ("GB", "plc", "joint_stock", "GBP", "Leeds"),
    ("HK", "Limited", "llc", "HKD", "Hong Kong"),
    ("HK", "(Asia) Limited", "llc", "HKD", "Hong Kong"),
    ("SG", "Pte. Ltd.", "llc", "SGD", "Singapore"),
    ("VG", "Limited", "llc", "USD", "Road Town"),
    ("US", "LLC", "llc", "USD", "Wilmington"),
    ("US", "Inc.", "joint_stock", "USD", "Wilmington"),
    ("DE", "GmbH", "llc", "EUR", "Hamburg"),
)
EN_STREETS = "High Street|Church Road|Station Road|Victoria Street|Mill Lane|Queen's Road|Harbour View".split(
    "|"
)


class Namer:
    """Draws names; a company's name is drawn once, and no name of the hand-built structures is drawn again."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.taken: set[str] = set()

    def person(self, *, chinese: bool) -> str:
        """A person's name; several people may share one, but none that of a hand-built structure."""
        pick = self.rng.choice
        while True:
            if chinese:
                name = pick(SURNAMES) + pick(GIVEN) + (pick(GIVEN) if self.rng.random() < 0.75 else "")
            else:
                middle = f"{pick('ABCDEFGHJKLMNPRSTW')}. " if self.rng.random() < 0.6 else ""
                name = f"{pick(EN_GIVEN)} {middle}{pick(EN_SURNAMES)}"
            if name not in self.taken:
                return name

    def chinese_company(self, city: str, trades: list[str], form: str) -> str:
        """City + brand + trade + legal form: 杭州鼎泰贸易有限公司."""
        pick = self.rng.choice
        return self._fresh(lambda: f"{city}{pick(BRAND_HEADS)}{pick(BRAND_TAILS)}{pick(trades)}{form}")

    def english_company(self, trades: list[str], form: str) -> str:
        """Brand + trade + legal form: Silvermere Trading Limited."""
        pick = self.rng.choice
        return self._fresh(lambda: f"{pick(EN_HEADS)}{pick(EN_TAILS)} {pick(trades)} {form}")

    def _fresh(self, draw: Callable[[], str]) -> str:
        name = draw()
        while name in self.taken:
            name = draw()
        self.taken.add(name)
        return name
