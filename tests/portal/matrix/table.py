"""Who gets in where: for every address and method the visitors who are let in. Everybody else is not."""

from __future__ import annotations

from tests.portal.matrix.accounts import ACCOUNTS
from tests.portal.matrix.address import Address
from tests.portal.matrix.administration import ADMINISTRATION
from tests.portal.matrix.cockpit import COCKPIT
from tests.portal.matrix.enterprises import OF_ENTERPRISES
from tests.portal.matrix.offices import OFFICES
from tests.portal.matrix.programs import PROGRAMS
from tests.portal.matrix.promotion import PROMOTION
from tests.portal.matrix.public import PUBLIC
from tests.portal.matrix.workbench import WORKBENCH

_PARTS = (ACCOUNTS, OF_ENTERPRISES, PROMOTION, OFFICES, COCKPIT, WORKBENCH, ADMINISTRATION, PUBLIC, PROGRAMS)
TABLE: dict[str, Address] = {name: address for part in _PARTS for name, address in part.items()}
assert len(TABLE) == sum(map(len, _PARTS)), "an address stands in two parts"
