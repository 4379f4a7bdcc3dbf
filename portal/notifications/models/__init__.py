from portal.notifications.models.notices import Notification
from portal.notifications.models.posts import Post, Robot, Wish
from portal.notifications.models.texts import SmsMessage

__all__ = ["Notification", "Post", "Robot", "SmsMessage", "Wish"]
