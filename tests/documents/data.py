"""Data of one document of each kind."""

from __future__ import annotations

from typing import Any

from documents import token

KEYS = {"a": "first secret", "b": "second secret"}
ISSUER = "一乡一品运营中心（演示）"
ENTERPRISE = {
    "issuer": ISSUER,
    "enterprise_name": "古丈默戎云岭茶业有限公司（演示）",
    "uscc": "91433126MAY0P0A179",
}
AUTHORISED = {
    "product_name": "高山绿茶（演示）",
    "certificate_number": "OTOP-5-2024-433126-00003-4",
    "star_name": "五星",
}
INSPECTION = {"inspection_number": "N2026000003", "star": 5, "anniversary": "2026-05-11"}
SAMPLE = ENTERPRISE | {
    "sample_number": "S2026000031",
    "application_number": "A2026000031",
    "product_name": "古丈红茶（演示）",
    "specification": "250 g/罐",
    "batch": "20261101",
    "received_on": "2026-12-01",
}
COMPLAINT = {
    "issuer": ISSUER,
    "complaint_number": "C2026000007",
    "subject": "高山绿茶（演示）",
    "kind": "质量安全",
    "received_on": "2026-11-20",
}
APPLICATION = ENTERPRISE | {
    "application_number": "A2026000031",
    "product_name": "古丈红茶（演示）",
    "star_name": "三星",
    "submitted_on": "2026-11-18",
    "basis": "《星级评价规则》（2026-01版）第三部分“怎样办理”第2项",
    "contact": "0731-00000000（工作日9:00—17:00）",
}
CHECKS = [
    {"name": "K2 生产、加工、储存、运输、销售符合国家标准", "result": "符合", "remark": ""},
    {"name": "K9 生产线、检测线", "result": "需补充", "remark": "检测线缺少第三季度的校准记录"},
]
SECTIONS = [
    {"name": "生产与质量管理（K2、K9）", "result": "82分"},
    {"name": "风险控制与保险（K6、K7）", "result": "75分"},
]
SANCTIONED = ENTERPRISE | {
    "case_number": "W2026000003",
    "product_name": "高山绿茶（演示）",
    "certificate_number": "OTOP-5-2024-433126-00003-4",
    "star_name": "五星级",
}
DATA: dict[str, dict[str, Any]] = {
    "registration_result": ENTERPRISE
    | {
        "application_number": "R2026000012",
        "submitted_on": "2026-11-20",
        "outcome": "correct",
        "opinion": "营业执照扫描件不清晰。",
        "corrections": ["重新上传营业执照；", "补充生产地址。"],
        "correct_by": "2026-12-14",
    },
    "sample_note": ENTERPRISE
    | {
        "sample_number": "S2026000031",
        "application_number": "A2026000031",
        "product_name": "古丈红茶（演示）",
        "specification": "250 g/罐",
        "standard": "GB/T 13738.2-2017",
        "star_name": "一星级",
        "quantity": "4 罐",
        "receiver": "样品管理中心（演示）",
        "receiver_address": "湖南省长沙市",
        "receiver_phone": "0731-00000000",
        "send_by": "2026-12-07",
        "scan_url": "https://otop.example/inbox/samples/S2026000031",
    },
    "sample_receipt": SAMPLE
    | {
        "courier": "顺丰速运 SF1234567890",
        "quantity": "4 罐",
        "appearance": "完好",
        "produced_on": "2026-11-01",
        "shelf_life": "18个月",
    },
    "sample_record": SAMPLE
    | {
        "standard": "GB/T 13738.2-2017",
        "draw_rule": "随机抽中，送检",
        "papers": ["结论：合格。"],
        "tests": ["水分：方法GB 5009.3，限值≤7%，结果8.1%，不合格", "结论：不合格。水分超过标准限值。"],
        "retests": ["水分：方法GB 5009.3，限值≤7%，结果6.4%，合格", "结论：合格。"],
        "verdict": "pass",
    },
    "certificate": {
        "issuer": ISSUER,
        "certificate_number": "OTOP-5-2024-433126-00003-4",
        "holder": "古丈默戎云岭茶业有限公司（演示）",
        "uscc": "91433126MAY0P0A179",
        "address": "湖南省湘西土家族苗族自治州古丈县默戎镇",
        "product_name": "高山绿茶（演示）",
        "product_type": "茶叶",
        "specification": "特级 250 g/罐",
        "standard": "GB/T 14456.1-2017",
        "star": 5,
        "star_name": "五星级",
        "star_class": "臻选",
        "valid_from": "2024-12-20",
        "valid_to": "2027-12-19",
        "scan_url": f"https://otop.example/c/{token.sign('23456789ABCD', KEYS)}",
    },
    "warning_notice": ENTERPRISE
    | {
        "case_number": "W2026000003",
        "level": "red",
        "product_name": "高山绿茶（演示）",
        "certificate_number": "OTOP-5-2024-433126-00003-4",
        "star_name": "五星级",
        "facts": "留样复检结果超过执行标准限值。",
        "basis": "《产品星级评价规则》关于质量风险警示的规定。",
        "effects": ["扫码页面显示红色警示；"],
        "demands": ["停止销售该批次产品；"],
        "cure_by": "2026-12-23",
    },
    "appeal_decision": ENTERPRISE
    | {
        "appeal_number": "P2026000002",
        "product_name": "高山绿茶（演示）",
        "decision": "红色警示（一乡一品警〔2026〕3号）",
        "served_on": "2026-11-20",
        "filed_on": "2026-11-25",
        "outcome": "revoke",
        "request": "撤销红色警示。",
        "reasons": "抽检样品的批号与出厂记录不符，原决定依据不足。",
        "effects": ["红色警示撤销，授权状态与公示随之恢复；"],
    },
    "prior_notice": SANCTIONED
    | {
        "measure": "suspended",
        "facts": "同一批包装所印星级高于证书所载。",
        "basis": "《产品星级评价规则》关于标识使用的规定。",
        "state_by": "2026-12-04",
    },
    "sanction_notice": SANCTIONED
    | {
        "measure": "suspended",
        "facts": "同一批包装所印星级高于证书所载。",
        "basis": "《产品星级评价规则》关于标识使用的规定。",
        "heard": "你单位放弃陈述、申辩。",
        "effects": ["扫码页面显示已暂停；"],
        "demands": ["停用旧包装；"],
        "cure_by": "2027-01-25",
    },
    "restoration_notice": SANCTIONED
    | {"level": "suspended", "since": "2026-11-25", "reasons": "旧包装已销毁，新包装与证书一致。"},
    "legal_referral": SANCTIONED | {"referral_number": "L2026000001", "grounds": "多人食用后就医，随附检测报告。"},
    "mark_proof_record": ENTERPRISE
    | AUTHORISED
    | {
        "proof_number": "M2026000003",
        "products": "高山绿茶 250克/罐、100克/盒",
        "used_from": "2026-03-20",
        "print_run": 5000,
        "submitted_on": "2026-03-22",
        "code_result": "照片中的二维码是本产品的二维码",
        "guidance": "更换包装时请重新报送。",
    },
    "inspection_notice": ENTERPRISE | AUTHORISED | INSPECTION,
    "inspection_result": ENTERPRISE
    | AUTHORISED
    | INSPECTION
    | {
        "submitted_on": "2026-04-01",
        "outcome": "fail",
        "visited": "已现场抽查",
        "opinion": "企业已停止使用备案的生产场所，无法核实标识用量。",
    },
    "acceptance_notice": APPLICATION
    | {
        "path_name": "专家现场评价",
        "steps": [
            "请按寄样单所载的地址和期限寄送样品，逾期未寄送的，本次申请失效。",
            "由随机抽取的专家组到现场评价，评价时间另行书面通知。",
            "评定决定作出前，你单位可以登录业务平台撤回申请。",
        ],
        "guidance": "寄样前请核对样品批次与生产日期。",
    },
    "correction_notice": APPLICATION
    | {
        "stage": "受理审查",
        "what": "补正",
        "corrections": ["储存环节的证明材料已过期，请重新上传；", "补充产品溯源的说明。"],
        "correct_by": "2026-12-14",
    },
    "rejection_notice": APPLICATION | {"reasons": "执行标准已经废止，申请的产品不在评价范围内。", "appeal_days": 10},
    "evaluation_result": APPLICATION
    | {
        "path_name": "专家现场评价",
        "outcome": "fail",
        "score": "68.33",
        "sample": "S2026000031 检测合格",
        "reasons": "风险控制部分的得分低于60分。",
        "rows": [
            {"name": "生产与质量管理（K2、K9）", "result": "82分", "remark": ""},
            {"name": "风险控制与保险（K6、K7）", "result": "55分", "remark": "低于60分"},
        ],
        "appeal_days": 10,
        "apply_again_from": "2027-02-23",
    },
    "visit_notice": APPLICATION
    | {
        "visit_at": "2026年12月8日 09:30",
        "place": "湖南省湘西土家族苗族自治州古丈县默戎镇牛角山村",
        "panel": [
            {"name": "沈知远（演示）", "post": "组长", "from_": "省农业科学院（演示） 研究员"},
            {"name": "顾清和（演示）", "post": "组员", "from_": "市质量协会（演示） 高级工程师"},
            {"name": "柳青源（演示）", "post": "组员", "from_": "省茶业学会（演示） 副研究员"},
        ],
        "criteria": "生产、加工、储存、运输、销售符合国家标准；安全生产环境；产品溯源机制；生产线、检测线",
        "preparations": ["请备齐材料原件和台账；", "请安排熟悉生产和质量管理的人员到场。"],
    },
    "visit_record": APPLICATION
    | {
        "visited_at": "2026年12月8日 09:40",
        "place": "湖南省湘西土家族苗族自治州古丈县默戎镇牛角山村",
        "experts": "沈知远（演示）（组长）、顾清和（演示）、柳青源（演示）",
        "rows": CHECKS,
        "summary": "查看了生产线、检测线和台账，随机抽查三个批次。",
        "photos": 4,
        "sign_off": "企业已签字确认",
        "signed_by": "龙梅（演示）",
        "recorded_by": "沈知远（演示）",
        "findings": [CHECKS[1] | {"result": "一般"}],
    },
    "expert_opinion": APPLICATION
    | {
        "expert": "沈知远（演示）",
        "post": "组长",
        "from_": "省农业科学院（演示） 研究员",
        "round": 1,
        "rows": SECTIONS,
        "mean": "78.50",
        "vetoes": "无",
        "opinion": "现场与材料一致，建议继续完善台账。",
        "signed_on": "2026-12-09",
    },
    "evaluation_report": APPLICATION
    | {
        "path_name": "专家现场评价",
        "experts": "沈知远（演示）（组长）、顾清和（演示）、柳青源（演示）",
        "visited_at": "2026年12月8日 09:40",
        "place": "古丈县默戎镇牛角山村",
        "rows": CHECKS,
        "sections": SECTIONS,
        "summary": "专家组核验了生产线和台账，一致认为达到要求。",
        "findings": [CHECKS[1] | {"result": "一般", "closing": "已关闭（2026-12-18）。整改：已补齐。核查：与证书一致"}],
        "nonconformities": "建议每季度校准一次检测线。",
        "signatures": [
            {"name": "顾清和（演示）", "result": "同意", "remark": ""},
            {"name": "柳青源（演示）", "result": "不同意", "remark": "校准记录不足，不应给予高分。"},
        ],
        "conclusion": "合格",
        "score": "78.50",
    },
    "commission_letter": APPLICATION
    | {
        "agency": "湖南湘品检测评价有限公司（演示）",
        "cma_number": "231821340123",
        "criteria": "营业执照；生产、加工、储存、运输、销售符合国家标准；产品溯源机制；产品检测",
        "demands": ["接受委托前请核查并声明与该企业没有利害关系；", "评价由你单位独立完成，不得转委托；"],
        "answer_by": "2026-11-25",
        "report_days": 15,
    },
    "third_party_report": APPLICATION
    | {
        "agency": "湖南湘品检测评价有限公司（演示）",
        "cma_number": "231821340123",
        "reported_on": "2026-12-10",
        "rows": CHECKS,
        "summary": "核查了全部申请材料，并与样品逐项比对。",
        "conclusion": "符合所申请星级",
        "score": "86.50",
        "file_name": "评价报告.pdf",
        "file_digest": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        "review": "采信",
    },
    "complaint_acceptance": COMPLAINT | {"find_by": "2026-12-18"},
    "complaint_reply": COMPLAINT
    | {
        "outcome": "upheld",
        "opinion": "经核实，您反映的情况属实，已责令该企业改正。",
        "claim_result": "企业已按保险合同受理您的赔付请求。",
    },
}
