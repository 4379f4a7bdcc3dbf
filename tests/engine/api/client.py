"""A client in Python, generated from the contract as anybody would, that asks the running site."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from drf_spectacular.generators import SchemaGenerator

NAME = "otop_client"


def contract() -> dict[str, Any]:
    """The schema as it is published."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def generate(folder: Path) -> None:
    """Fails where the generator has to leave something out."""
    (folder / "schema.json").write_text(json.dumps(contract(), ensure_ascii=False))
    (folder / "config.json").write_text(json.dumps({"post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    paths = ["--path", "schema.json", "--config", "config.json", "--output-path", NAME]
    done = subprocess.run([*command, *paths], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


class Program:
    """`call("tasks_claim", task_id)` is that operation of the generated client, signed in with a token."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        package = importlib.import_module(NAME)
        # No proxy of the machine's stands between; no connection stays open.
        arguments = {"trust_env": False, "limits": httpx.Limits(max_keepalive_connections=0)}
        self._client = (
            package.AuthenticatedClient(url, httpx_args=arguments, token=token, prefix="Token")
            if token
            else package.Client(url, httpx_args=arguments)
        )
        self.models = importlib.import_module(f"{NAME}.models")
        self.types = importlib.import_module(f"{NAME}.types")

    def call(self, operation: str, *path: Any, **asked: Any) -> Any:
        """What came, as one of the client's models."""
        tag = operation.partition("_")[0]
        module = importlib.import_module(f"{NAME}.api.{tag}.{operation}")
        return module.sync(*path, client=self._client, **asked)

    def variables(self, **values: Any) -> Any:
        return self.models.Variables.from_dict(values)
