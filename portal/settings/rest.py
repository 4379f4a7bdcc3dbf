"""REST and its contract."""

from portal.settings.site import PROXIES

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "engine.api.programs.TokenAuthentication",
        "engine.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "NUM_PROXIES": PROXIES,
    "EXCEPTION_HANDLER": "engine.api.problems.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OTOP",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "BatchItemStatus": "engine.models.batches.BatchItem.Status",
        "BatchOperation": "engine.models.batches.Batch.Kind",
        "ChangeEventKind": "engine.models.changes.ChangeEvent.Kind",
        "ChangeStatus": "engine.models.changes.Change.Status",
        "DefinitionKind": "engine.api.deployments.KINDS",
        "FindingSeverity": "engine.api.serializers.SEVERITIES",
        "InstanceStatus": "engine.models.instances.ProcessInstance.Status",
        "MatchedBy": "portal.channels.items.MATCHED",
        "ProductCategory": "portal.registry.models.Product.Category",
        "ProductStatus": "portal.channels.items.PUBLIC",
        "ReplayOutcome": "engine.models.changes.ReplayedCase.Outcome",
        "TaskStatus": "engine.models.tasks.UserTask.Status",
        "WaitKind": "engine.api.simulations.WAITS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
