"""The enterprises and products of the demo, as their owners fill them in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from portal.demo.people import MARK
from portal.registry.models import Enterprise, Product

Kind, Trade, Sort, Trace = Enterprise.Kind, Enterprise.Category, Product.Category, Product.Trace


@dataclass(frozen=True)
class Business:
    """An enterprise; `owner` is the username of its owner, `village` where it produces within its township."""

    owner: str
    short_name: str
    uscc: str
    kind: str
    founded_on: str
    township: str
    address: str
    village: str
    scope: str
    trade: str
    needs: str = ""

    @property
    def name(self) -> str:
        return f"{self.short_name}{MARK}"


@dataclass(frozen=True)
class Goods:
    """A product, and what its papers look like."""

    short_name: str
    sort: str
    specification: str
    standard: str
    permit: str
    capacity: str
    trace: int
    trace_note: str
    description: str
    shape: str
    colour: str
    workshop: str
    # Item, method, limit and value of the laboratory's report.
    tests: tuple[tuple[str, str, str, str], ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.short_name}{MARK}"


# Choices for 执行标准号; the scheme's own standards have no public list yet.
# Who signs the letters, and whom they say to ask.
OPERATOR = {"OTOP_ISSUER": f"一乡一品发展中心{MARK}", "OTOP_CONTACT": "0731-00000000（工作日9:00—17:00）"}
STANDARDS = [f"TB/OTOP {number:03}{MARK}" for number in range(1, 6)]

TEA_HOUSE = Business(
    owner="tea",
    short_name="古丈默戎云岭茶业有限公司",
    uscc="91433126MAY0P0A179",
    kind=Kind.COMPANY,
    founded_on="2015-03-12",
    township="433126104",
    address="古丈县默戎镇牛角山村一组",
    village="牛角山村一组",
    scope="茶叶种植、加工、销售；农产品收购",
    trade=Trade.TEA,
    needs="寻找高山茶园冷链运输与茶叶包装的合作方",
)
FOOD_HOUSE = Business(
    owner="tea",
    short_name="默戎苗家食品有限公司",
    uscc="91433126MAY0P0K29K",
    kind=Kind.COMPANY,
    founded_on="2021-08-20",
    township="433126104",
    address="古丈县默戎镇龙鼻村三组",
    village="龙鼻村三组",
    scope="腊肉、酸菜等地方食品的生产与销售",
    trade=Trade.FOOD,
)
SILVER_HOUSE = Business(
    owner="silver",
    short_name="雷山西江银匠坊工艺品有限公司",
    uscc="91522634MAY0P0B210",
    kind=Kind.COMPANY,
    founded_on="2016-06-18",
    township="522634101",
    address="雷山县西江镇控拜村二组",
    village="控拜村二组",
    scope="银饰品设计、加工、销售；民族工艺品展示",
    trade=Trade.CRAFTS,
)
BERRY_HOUSE = Business(
    owner="berry",
    short_name="中宁舟塔红果枸杞专业合作社",
    uscc="93640521MAY0P0C366",
    kind=Kind.COOPERATIVE,
    founded_on="2014-04-02",
    township="640521200",
    address="中宁县舟塔乡舟塔村五队",
    village="舟塔村五队",
    scope="枸杞种植、烘干、销售",
    trade=Trade.FRUIT,
)
APPLE_HOUSE = Business(
    owner="apple",
    short_name="盐源润盐果业有限公司",
    uscc="91513423MAY0P0D40A",
    kind=Kind.COMPANY,
    founded_on="2013-09-09",
    township="513423110",
    address="盐源县润盐镇果场路8号",
    village="果场路8号",
    scope="水果种植、贮藏、分选、销售",
    trade=Trade.FRUIT,
)
FLOWER_HOUSE = Business(
    owner="flower",
    short_name="隆回小沙江云雾金银花加工厂（个体）",
    uscc="92430524MAY0P0E55D",
    kind=Kind.INDIVIDUAL,
    founded_on="2019-05-30",
    township="430524101",
    address="隆回县小沙江镇江边村四组",
    village="江边村四组",
    scope="金银花收购、烘干、销售",
    trade=Trade.HERBS,
)
POMELO_HOUSE = Business(
    owner="pomelo",
    short_name="容县自良沙田柚开发有限公司",
    uscc="91450921MAY0P0F6X3",
    kind=Kind.COMPANY,
    founded_on="2012-11-11",
    township="450921108",
    address="容县自良镇自良街66号",
    village="自良街66号",
    scope="沙田柚种植、收购、包装、销售",
    trade=Trade.FRUIT,
)

GREEN_TEA = Goods(
    short_name="高山绿茶",
    sort=Sort.TEA,
    specification="250克/罐",
    standard="GB/T 14456.1",
    permit="SC11443312600001",
    capacity="年产20吨",
    trace=Trace.CIRCULATION,
    trace_note="每罐一码，可查到茶园地块、采摘批次、加工和出库记录",
    description="海拔八百米以上茶园的明前茶，手工采摘，当日制作。",
    shape="tin",
    colour="#5b8a4a",
    workshop="炒茶车间",
    tests=(
        ("水分", "GB 5009.3", "≤7.0 g/100g", "5.1 g/100g"),
        ("铅（以 Pb 计）", "GB 5009.12", "≤5.0 mg/kg", "0.42 mg/kg"),
    ),
)
BLACK_TEA = Goods(
    short_name="古丈红茶",
    sort=Sort.TEA,
    specification="200克/盒",
    standard="GB/T 13738.2",
    permit="SC11443312600001",
    capacity="年产8吨",
    trace=Trace.PRODUCT,
    trace_note="每批次有独立编码，可查到加工记录",
    description="本地群体种鲜叶制成的工夫红茶。",
    shape="tin",
    colour="#8c3b2a",
    workshop="发酵车间",
)
# Only on their way to a filing: one changed, one sent back, one that waits.
TIPS_TEA = replace(
    BLACK_TEA,
    short_name="古丈毛尖",
    specification="100克/罐",
    standard="GB/T 14456.1",
    description="清明前后采摘的芽叶炒制。",
    colour="#5d7f4a",
)
JASMINE_TEA = replace(
    BLACK_TEA,
    short_name="茉莉花茶",
    specification="150克/袋",
    standard="GB/T 22292",
    description="绿茶茶坯以茉莉鲜花窨制。",
    colour="#c9b458",
)
DARK_TEA = replace(
    BLACK_TEA,
    short_name="古丈黑茶",
    specification="1千克/块",
    standard="GB/T 32719.3",
    description="本地群体种鲜叶渥堆压制。",
    colour="#4a3328",
)
SILVER = Goods(
    short_name="苗族银饰",
    sort=Sort.CRAFTS,
    specification="手镯，足银，60克±2克",
    standard="GB 11887",
    permit="",
    capacity="年产3000件",
    trace=Trace.PRODUCT,
    trace_note="每件有编号，可查到银匠、银料批次和成色检验",
    description="控拜银匠手工錾刻，花纹取自苗绣。",
    shape="bracelet",
    colour="#9aa7b2",
    workshop="錾刻工坊",
    tests=(("银含量", "GB/T 17832", "≥990‰", "993‰"),),
)
BERRY = Goods(
    short_name="枸杞干果",
    sort=Sort.FRUIT,
    specification="500克/袋",
    standard="GB/T 18672",
    permit="SC11764052100002",
    capacity="年产60吨",
    trace=Trace.PRODUCT,
    trace_note="每袋一码，可查到地块、采摘和烘干批次",
    description="头茬枸杞，热风烘干，不熏硫。",
    shape="bag",
    colour="#b8402f",
    workshop="烘干车间",
    tests=(("二氧化硫残留", "GB 5009.34", "≤0.2 g/kg", "未检出"),),
)
APPLE = Goods(
    short_name="盐源苹果",
    sort=Sort.FRUIT,
    specification="5公斤/箱，果径80毫米以上",
    standard="GB/T 10651",
    permit="SC11751342300003",
    capacity="年产1200吨",
    trace=Trace.ENVIRONMENT,
    trace_note="每箱一码，可查到果园气象、用药和分选记录",
    description="高原昼夜温差大，果心含糖足。",
    shape="box",
    colour="#c2563d",
    workshop="分选车间",
    tests=(("多菌灵", "GB 23200.121", "≤5 mg/kg", "0.08 mg/kg"),),
)
# One star each: one that was revoked, one that its enterprise gave back.
WALNUT = replace(
    APPLE,
    short_name="盐源核桃",
    specification="1公斤/袋",
    standard="GB/T 20398",
    permit="SC11751342300004",
    capacity="年产40吨",
    trace=Trace.ENTERPRISE,
    trace_note="按收购批次登记农户与加工日期",
    description="薄皮核桃，自然风干。",
    shape="bag",
    colour="#8a6d4b",
    workshop="核桃分选车间",
)
PEPPER = replace(
    WALNUT,
    short_name="盐源花椒",
    specification="250克/罐",
    standard="GB/T 30391",
    permit="SC11751342300005",
    capacity="年产6吨",
    description="当年青花椒，晾晒去籽。",
    shape="tin",
    colour="#6d7f4a",
    workshop="花椒晾晒场",
)
POMELO = Goods(
    short_name="沙田柚",
    sort=Sort.FRUIT,
    specification="4公斤/箱，2个装",
    standard="GB/T 27633",
    permit="SC11745092100004",
    capacity="年产800吨",
    trace=Trace.PRODUCT,
    trace_note="每箱一码，可查到果园与采摘日期",
    description="自然熟果，采后贮藏一个月再上市。",
    shape="box",
    colour="#c9a43a",
    workshop="包装车间",
    tests=(("毒死蜱", "GB 23200.113", "≤0.02 mg/kg", "未检出"),),
)
