"""Jobs: the rows in the database are the promise, the queue is a hint."""

from kombu import Queue

from portal.settings.environment import env, kept_addresses

CELERY_BROKER_URL = (
    env.str("CELERY_BROKER_URL", default="") or kept_addresses.get("broker_url") or "redis://127.0.0.1:6379/0"
)
# A broker that is down or hangs costs a request a moment, never the request.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 3,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "global_keyprefix": env.str("OTOP_BROKER_PREFIX", default=""),
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 1000  # tasks after which Celery closes a process's connection; Django may do so before
# A broker that restarts stops no job. A nudge is taken from the queue before its job is done: what is lost
# with a worker is found by the sweep, and a worker with nothing to hand back survives the loss of its broker.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Somebody waits for a code: texts have a queue of their own, which workers empty in turn with the other.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("texts")]
CELERY_TASK_ROUTES = {"portal.notifications.tasks.*": {"queue": "texts"}}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # A missed sweep is not made up for: the next one does its work.
    "sweep": {"task": "engine.tasks.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    "offers": {"task": "portal.inbox.tasks.tell_of_offers", "schedule": 10.0, "options": {"expires": 10.0}},
    "changes": {"task": "engine.tasks.publish_due", "schedule": 30.0, "options": {"expires": 30.0}},
    "look_at_everybody": {"task": "engine.tasks.look_at_everybody", "schedule": 600.0, "options": {"expires": 600.0}},
    "texts": {"task": "portal.notifications.tasks.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
    "posts": {"task": "portal.notifications.posts.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
    "certifications": {
        "task": "portal.registry.tasks.remind_of_certifications",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "calendar": {
        "task": "portal.administration.tasks.remind_of_the_calendar",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "referrals": {
        "task": "portal.referrals.tasks.wait_for_those_named_before",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "freezes": {
        "task": "portal.supervision.tasks.look_again_at_the_frozen",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "upkeep": {"task": "portal.upkeep.tasks.catch_up", "schedule": 60.0, "options": {"expires": 60.0}},
    "directory": {"task": "portal.public.tasks.catch_up", "schedule": 60.0, "options": {"expires": 60.0}},
    "pdfs": {"task": "documents.tasks.make_missing_pdfs", "schedule": 60.0, "options": {"expires": 60.0}},
}
