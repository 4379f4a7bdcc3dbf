from portal.notifications.models.notices import Notification
from portal.notifications.models.texts import SmsMessage

__all__ = ["Notification", "SmsMessage"]
