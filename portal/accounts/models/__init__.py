from portal.accounts.models.consents import Consent
from portal.accounts.models.notifications import Notification, SmsMessage
from portal.accounts.models.users import User

__all__ = ["Consent", "Notification", "SmsMessage", "User"]
