"""Names and numbers that nobody has: enterprises, people, credit codes."""

from __future__ import annotations

from random import Random

from stdnum.cn import uscc

from portal.demo.world import Kind as Form
from portal.demo.world import Trade

_FIRST = "禾云溪松青岚谷泉岭槐柳桐麦稻晨霁望临归远清和丰嘉"
_SECOND = "溪岫原坡渡湾坪野川舍田岸坞里庄园林崖亭桥"
_LINE = {
    Trade.AGRICULTURE: "粮油",
    Trade.FOOD: "食品",
    Trade.TEA: "茶业",
    Trade.FRUIT: "果业",
    Trade.HERBS: "药材",
    Trade.CRAFTS: "工艺品",
}
_SCOPE = {
    Trade.AGRICULTURE: "粮食、油料种植、加工、销售",
    Trade.FOOD: "地方食品的生产与销售",
    Trade.TEA: "茶叶种植、加工、销售",
    Trade.FRUIT: "水果种植、贮藏、分选、销售",
    Trade.HERBS: "中药材种植、初加工、销售",
    Trade.CRAFTS: "工艺美术品设计、制作、销售",
}
_FORMS = (Form.COMPANY, Form.COMPANY, Form.COOPERATIVE, Form.INDIVIDUAL)
_ENDS = {Form.COMPANY: "有限公司", Form.COOPERATIVE: "专业合作社", Form.INDIVIDUAL: "经营部（个体）"}
_BEGINS = {Form.COMPANY: "91", Form.COOPERATIVE: "93", Form.INDIVIDUAL: "92"}
_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹柏章苏潘葛范彭鲁韦马苗方任袁柳"
_GIVEN = "禾稷芸蔓樵耘岚汀沅澧坤垚峻岱柏桂榆梓楠槿茗荞菽葵蓁薇霖霁晴晖旭皓"


def form(random: Random) -> str:
    return random.choice(_FORMS)


def enterprise(random: Random, *, county: str, town: str, trade: str, form: str) -> str:
    """`松阳大东坝禾溪茶业有限公司`."""
    word = random.choice(_FIRST) + random.choice(_SECOND)
    return f"{county}{town}{word}{_LINE[Trade(trade)]}{_ENDS[Form(form)]}"


def scope(trade: str) -> str:
    return _SCOPE[Trade(trade)]


def person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN) + random.choice(_GIVEN)


def credit_code(number: int, *, form: str, county: str) -> str:
    """Distinct by `number`, and right by its check digit."""
    body = f"{_BEGINS[Form(form)]}{county}MAY0Q{number:04}"
    return f"{body}{uscc.calc_check_digit(body)}"
