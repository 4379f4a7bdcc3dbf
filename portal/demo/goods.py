"""The products of the demo, as their owners file them."""

from dataclasses import replace

from portal.demo.world import Goods, Sort, Trace

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
BAMBOO = Goods(
    short_name="孝丰竹编",
    sort=Sort.CRAFTS,
    specification="提篮，直径28厘米",
    standard="GB/T 23114",
    permit="",
    capacity="年产2600件",
    trace=Trace.PRODUCT,
    trace_note="每件有编号，可查到匠人、竹料批次和防霉处理记录",
    description="当年冬竹劈丝手工编成，不上色漆。",
    shape="box",
    colour="#b59a5b",
    workshop="编织工坊",
    tests=(("甲醛释放量", "GB/T 17657", "≤1.5 mg/L", "0.3 mg/L"),),
)
WHITE_TEA = replace(
    GREEN_TEA,
    short_name="大东坝高山茶",
    specification="150克/罐",
    standard="GB/T 14456.1",
    permit="SC11433112400006",
    capacity="年产9吨",
    trace=Trace.PRODUCT,
    trace_note="每罐一码，可查到茶园与加工批次",
    description="海拔七百米茶园的一芽二叶，当日摊青炒制。",
    colour="#9aa96b",
    workshop="摊青车间",
)
# Two stars, whose first test broke a limit.
BERRY_JUICE = replace(
    BERRY,
    short_name="枸杞原浆",
    sort=Sort.FOOD,
    specification="30毫升×10袋/盒",
    standard="GB/T 31121",
    permit="SC10664052100007",
    capacity="年产30万袋",
    trace_note="每盒一码，可查到鲜果批次和灭菌记录",
    description="鲜果冷压灭菌，不加糖。",
    shape="box",
    workshop="灌装车间",
    tests=(
        ("菌落总数", "GB 4789.2", "≤100 CFU/mL", "20 CFU/mL"),
        ("铅（以 Pb 计）", "GB 5009.12", "≤0.03 mg/kg", "未检出"),
    ),
)
# One star, whose code was printed by somebody else.
BERRY_LEAF = replace(
    BERRY,
    short_name="枸杞叶茶",
    sort=Sort.TEA,
    specification="60克/罐",
    standard="GB/T 31120",
    permit="SC11464052100008",
    capacity="年产2吨",
    trace=Trace.ENTERPRISE,
    trace_note="按采摘批次登记地块与加工日期",
    description="春季嫩叶蒸青揉捻。",
    shape="tin",
    colour="#6f8f52",
    workshop="揉捻车间",
    tests=(("水分", "GB 5009.3", "≤7.0 g/100g", "5.6 g/100g"),),
)
HICKORY = replace(
    WALNUT,
    short_name="岛石山核桃",
    sort=Sort.FOOD,
    specification="500克/袋",
    standard="GB/T 22165",
    permit="SC11833011200009",
    capacity="年产12吨",
    description="白露前后采收，水煮脱涩后炒制。",
    workshop="炒制车间",
)
