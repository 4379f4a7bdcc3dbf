from portal.accounts.models.changes import AccountChange
from portal.accounts.models.consents import Consent
from portal.accounts.models.counters import Counter
from portal.accounts.models.sign_ins import SignIn
from portal.accounts.models.users import User

__all__ = ["AccountChange", "Consent", "Counter", "SignIn", "User"]
