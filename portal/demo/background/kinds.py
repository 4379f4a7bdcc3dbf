"""Kinds of products, and the provinces in which they are made."""

from __future__ import annotations

from dataclasses import dataclass

from portal.demo.world import Sort, Trade

Tests = tuple[tuple[str, str, str, str], ...]

_LEAD = ("铅（以 Pb 计）", "GB 5009.12", "≤0.2 mg/kg", "0.03 mg/kg")
_DRY: Tests = (("水分", "GB 5009.3", "≤13.5 g/100g", "11.8 g/100g"), _LEAD)
_FRESH: Tests = (("多菌灵", "GB 23200.121", "≤5 mg/kg", "0.06 mg/kg"), _LEAD)
_LEAF: Tests = (("水分", "GB 5009.3", "≤7.0 g/100g", "5.4 g/100g"), _LEAD)
_ROOT: Tests = (("二氧化硫残留", "GB 5009.34", "≤150 mg/kg", "未检出"), _LEAD)
_MADE: Tests = (("菌落总数", "GB 4789.2", "≤10000 CFU/g", "320 CFU/g"), _LEAD)
_CRAFT: Tests = (("甲醛释放量", "GB/T 17657", "≤1.5 mg/L", "0.2 mg/L"),)


@dataclass(frozen=True)
class Kind:
    """`provinces`: the first two digits of their codes, none for wherever one likes."""

    name: str
    sort: str
    trade: str
    specification: str
    standard: str
    capacity: str
    shape: str
    colour: str
    workshop: str
    description: str
    tests: Tests
    provinces: str = ""

    def is_made_in(self, province: str) -> bool:
        return not self.provinces or province in self.provinces.split()


def _tea(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.TEA,
        Trade.TEA,
        "200克/罐",
        standard,
        "年产12吨",
        "tin",
        colour,
        "制茶车间",
        description,
        _LEAF,
        provinces,
    )


def _fruit(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.FRUIT,
        Trade.FRUIT,
        "5公斤/箱",
        standard,
        "年产600吨",
        "box",
        colour,
        "分选车间",
        description,
        _FRESH,
        provinces,
    )


def _grain(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.GRAIN,
        Trade.AGRICULTURE,
        "2.5公斤/袋",
        standard,
        "年产300吨",
        "bag",
        colour,
        "碾米车间",
        description,
        _DRY,
        provinces,
    )


def _herb(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.HERBS,
        Trade.HERBS,
        "250克/袋",
        standard,
        "年产20吨",
        "bag",
        colour,
        "烘干车间",
        description,
        _ROOT,
        provinces,
    )


def _food(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.FOOD,
        Trade.FOOD,
        "400克/袋",
        standard,
        "年产80吨",
        "bag",
        colour,
        "加工车间",
        description,
        _MADE,
        provinces,
    )


def _craft(name: str, standard: str, colour: str, description: str, provinces: str) -> Kind:
    return Kind(
        name,
        Sort.CRAFTS,
        Trade.CRAFTS,
        "每件独立包装",
        standard,
        "年产1800件",
        "box",
        colour,
        "手工作坊",
        description,
        _CRAFT,
        provinces,
    )


KINDS = (
    _tea("绿茶", "GB/T 14456.1", "#6b8f4a", "春季采摘一芽二叶，当日炒制。", "33 34 36 41 42 43 45 51 52 53 61"),
    _tea("红茶", "GB/T 13738.2", "#8c3b2a", "本地群体种鲜叶制成的工夫红茶。", "34 35 42 43 44 45 51 53"),
    _tea("白茶", "GB/T 22291", "#a8ac84", "自然萎凋，文火干燥。", "33 35"),
    _tea("砖茶", "GB/T 32719.3", "#4a3328", "渥堆后压制，可以存放。", "42 43 45 61"),
    _fruit("苹果", "GB/T 10651", "#c2563d", "套袋果，采后当日入库预冷。", "13 14 21 37 41 53 61 62 64 65"),
    _fruit("蜜柑", "GB/T 12947", "#d98b2b", "坡地果园，完熟采收。", "33 35 36 42 43 45 50 51"),
    _fruit("香梨", "GB/T 10650", "#b9b04a", "果形端正，按果径分级。", "11 13 14 37 62 65"),
    _fruit("葡萄干", "GB/T 19586", "#7c6a8a", "晾房自然阴干。", "64 65"),
    _fruit("红枣", "GB/T 5835", "#8e2f2a", "挂枝吊干，机选后包装。", "12 13 14 41 61 65"),
    _fruit("猕猴桃", "GB/T 40743", "#8a9a4a", "采后预冷，按熟度发货。", "43 51 52 61"),
    _fruit("草莓", "NY/T 444", "#c8404a", "大棚基质栽培，清晨采收。", "11 21 31 32 34"),
    _fruit("芒果", "NY/T 492", "#d9a441", "树上八成熟采收。", "45 46 51 53"),
    _fruit("荔枝", "NY/T 515", "#b03a48", "冰水预冷，带叶装箱。", "44 45 46"),
    _fruit("蓝莓", "GB/T 27658", "#4b5a8f", "露地栽培，手工分级。", "21 22 52"),
    _grain("小米", "GB/T 11766", "#d8b84a", "旱地谷子，低温碾制。", "13 14 15 21 22 61"),
    _grain("大米", "GB/T 1354", "#e3ddc8", "一季稻，鲜碾鲜装。", "12 21 22 23 31 32 36 42 43 45"),
    _grain("荞麦米", "GB/T 10458", "#8f7a5a", "高寒山地种植，去壳留胚。", "15 51 53 62 64"),
    _grain("菜籽油", "GB/T 1536", "#c9a227", "物理压榨，一级。", "34 42 51 52 63"),
    _grain("茶籽油", "GB/T 11765", "#b8963a", "冷榨后过滤，不加抗氧化剂。", "36 43 44 45"),
    _grain("青稞米", "GB/T 11760", "#7f7a5f", "高原青稞，脱皮分级。", "54 63"),
    _herb("黄芪", "SB/T 11183", "#c2a36b", "三年生，切片烘干。", "14 15 62"),
    _herb("党参", "SB/T 11182", "#b8946a", "秋季采挖，自然晾晒。", "14 51 62"),
    _herb("金银花", "SB/T 11174", "#cbb85a", "清晨采摘，热风烘干。", "37 41 43"),
    _herb("天麻", "SB/T 11176", "#a98f6d", "仿野生栽培，蒸制后烘干。", "42 52 53 61"),
    _herb("五味子", "SB/T 11180", "#7d2f35", "霜后采收，阴干。", "21 22 23"),
    _herb("藏红花", "SB/T 11179", "#a5272d", "手工采丝，低温干燥。", "31 54"),
    _food("蜂蜜", "GH/T 18796", "#d9962b", "成熟封盖蜜，只过滤不浓缩。", ""),
    _food("腊肉", "GB/T 23492", "#8a4a3a", "柏枝慢熏，低盐。", "42 43 50 51 52"),
    _food("豆腐干", "GB/T 23494", "#6e5a43", "非转基因大豆，卤制两次。", "32 34 50 51"),
    _food("牦牛肉干", "GB/T 23969", "#6b3a2c", "整块牛肉风干，不加淀粉。", "51 54 63"),
    _food("奶酪", "GB 5420", "#e0cf9a", "当日鲜奶制作，不加植脂末。", "15 65"),
    _food("粉条", "GB/T 23587", "#b9b3a6", "马铃薯淀粉，不加明矾。", "13 15 23 41 62 64"),
    _food("酱菜", "SB/T 10439", "#5f4a2d", "缸内发酵百日以上。", "11 12 31 33 37"),
    _craft("竹编", "GB/T 23114", "#b59a5b", "当年冬竹劈丝手工编成。", "33 34 36 50 51 52"),
    _craft("刺绣", "QB/T 4442", "#a8455b", "手工绣制，图样为本地传统纹样。", "32 43 46 52 53 65"),
    _craft("陶器", "GB/T 3532", "#8b5e45", "本地陶土，柴窑烧成。", "12 32 36 44 53"),
    _craft("剪纸", "QB/T 4452", "#b8322f", "手工剪刻，装裱成册。", "13 14 21 37 61 62"),
    _craft("柳编", "QB/T 2280", "#a98a5f", "去皮白柳编织，防霉处理。", "34 37 41 23"),
    _craft("木雕", "QB/T 4443", "#7a5230", "整料雕刻，植物油饰面。", "33 35 44 53 54"),
)
