"""The enterprises of the demo, as their owners register them."""

from portal.demo.world import Business, Kind, Trade

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
