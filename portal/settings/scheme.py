"""The scheme. An administrator may change some at run time: `portal.scheme.values` reads those."""

from portal.settings.environment import env

OTOP_DAY_CUTOFF = env.str("OTOP_DAY_CUTOFF", default="17:00")
OTOP_ISSUER = env.str("OTOP_ISSUER", default="中国一乡一品星级评价平台")
OTOP_CONTACT = env.str("OTOP_CONTACT", default="")
OTOP_HOTLINE = env.str("OTOP_HOTLINE", default="")
OTOP_HOTLINE_HOURS = env.str("OTOP_HOTLINE_HOURS", default="周一至周五 09:00–17:00")
OTOP_REGISTRATION_NOTICE_PREFIX = env.str("OTOP_REGISTRATION_NOTICE_PREFIX", default="一乡一品登")
OTOP_WARNING_NOTICE_PREFIX = env.str("OTOP_WARNING_NOTICE_PREFIX", default="一乡一品警")
OTOP_EVALUATION_NOTICE_PREFIX = env.str("OTOP_EVALUATION_NOTICE_PREFIX", default="一乡一品评")
OTOP_APPEAL_NOTICE_PREFIX = env.str("OTOP_APPEAL_NOTICE_PREFIX", default="一乡一品申")
OTOP_APPEAL_DAYS = env.int("OTOP_APPEAL_DAYS", default=10)  # working days from service
OTOP_REAPPLY_MONTHS = env.int("OTOP_REAPPLY_MONTHS", default=3)  # after an evaluation that failed
OTOP_REAPPLY_YEARS = env.int("OTOP_REAPPLY_YEARS", default=1)  # after a star was revoked
OTOP_REAPPLY_YEARS_FRAUD = env.int("OTOP_REAPPLY_YEARS_FRAUD", default=5)
OTOP_FREEZE_PRODUCTS = env.int("OTOP_FREEZE_PRODUCTS", default=2)  # suspended or revoked, and the enterprise is frozen
OTOP_NAMED_YEARS = env.int("OTOP_NAMED_YEARS", default=2)  # how long a revocation is listed in public
OTOP_COMPLAINT_NOTICE_PREFIX = env.str("OTOP_COMPLAINT_NOTICE_PREFIX", default="一乡一品诉")
OTOP_MARK_NOTICE_PREFIX = env.str("OTOP_MARK_NOTICE_PREFIX", default="一乡一品标")
OTOP_INSPECTION_NOTICE_PREFIX = env.str("OTOP_INSPECTION_NOTICE_PREFIX", default="一乡一品检")
OTOP_INSPECTION_NOTICE_DAYS = env.int("OTOP_INSPECTION_NOTICE_DAYS", default=60)  # before an anniversary
OTOP_INSPECTION_VISIT_RATE = env.float("OTOP_INSPECTION_VISIT_RATE", default=0.1)  # of those with 3★ and more
OTOP_RENEWAL_OPENS_DAYS = env.int("OTOP_RENEWAL_OPENS_DAYS", default=180)  # before the end of an authorisation
OTOP_RENEWAL_CLOSES_DAYS = env.int("OTOP_RENEWAL_CLOSES_DAYS", default=90)
OTOP_SELL_THROUGH_DAYS = env.int("OTOP_SELL_THROUGH_DAYS", default=30)  # of goods made before the end
# Marks and certificates say 样本 until the operator turns it off.
OTOP_SAMPLE_OUTPUT = env.bool("OTOP_SAMPLE_OUTPUT", default=True)
OTOP_VALIDITY_MONTHS = env.int("OTOP_VALIDITY_MONTHS", default=36)
OTOP_DRAW_RATE = env.float("OTOP_DRAW_RATE", default=0.2)  # laboratory tests of what is not food at 2★+
OTOP_PANEL_SIZES = {3: 3, 4: 3, 5: 5} | {  # star → experts
    int(star): size for star, size in env.json("OTOP_PANEL_SIZES", default={}).items()
}
OTOP_SAMPLE_RECEIVER = env.str("OTOP_SAMPLE_RECEIVER", default="样品管理中心")
OTOP_SAMPLE_ADDRESS = env.str("OTOP_SAMPLE_ADDRESS", default="（收样地址由运营单位设置）")
OTOP_SAMPLE_PHONE = env.str("OTOP_SAMPLE_PHONE", default="（收样电话由运营单位设置）")
OTOP_SAMPLE_QUANTITY = env.str("OTOP_SAMPLE_QUANTITY", default="最小销售包装2份（检测、留样各一份）")
# Standards that the form of a product suggests; any other may be typed.
OTOP_PRODUCT_STANDARDS = env.json("OTOP_PRODUCT_STANDARDS", default=[])
OTOP_THIRD_PARTY_DAYS = env.int("OTOP_THIRD_PARTY_DAYS", default=15)  # working days for a first report
OTOP_VISIT_DAYS = env.int("OTOP_VISIT_DAYS", default=20)  # working days in which a panel visits
OTOP_VISIT_NOTICE_DAYS = env.int("OTOP_VISIT_NOTICE_DAYS", default=3)  # working days before the visit
OTOP_TIE_YEARS = env.int("OTOP_TIE_YEARS", default=3)
OTOP_REFERRAL_KEEP_DAYS = env.int("OTOP_REFERRAL_KEEP_DAYS", default=90)
OTOP_GRANT_ANSWER_DAYS = env.int("OTOP_GRANT_ANSWER_DAYS", default=10)  # working days
OTOP_CERTIFICATION_REMINDER_DAYS = env.int("OTOP_CERTIFICATION_REMINDER_DAYS", default=30)
