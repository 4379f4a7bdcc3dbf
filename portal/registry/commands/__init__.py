from portal.registry.commands.enterprises import (
    activate,
    correct,
    end,
    lapse,
    register_enterprise,
    reject,
    request_correction,
    submit_registration,
)
from portal.registry.commands.filings import change_product, file_product
from portal.registry.commands.members import (
    add_member,
    ask_to_join,
    change_role,
    decide_join_request,
    remove_member,
)
from portal.registry.commands.products import create_product, set_pictures, update_product

__all__ = [
    "activate",
    "add_member",
    "ask_to_join",
    "change_product",
    "change_role",
    "correct",
    "create_product",
    "decide_join_request",
    "end",
    "file_product",
    "lapse",
    "register_enterprise",
    "reject",
    "remove_member",
    "request_correction",
    "set_pictures",
    "submit_registration",
    "update_product",
]
