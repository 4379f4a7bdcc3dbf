from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, except that Vite's keep their names, which carry a hash already.

    A second hash would give a module two addresses: the one in the page and the one its neighbours import,
    and the browser would run it twice.
    """

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        built = {name for name in paths if _by_vite(name)}
        yield from super().post_process(
            {name: path for name, path in paths.items() if name not in built}, *args, **options
        )
        if not options.get("dry_run"):
            for name, compressed_name in self.compress_files(built):
                yield name, compressed_name, True

    def stored_name(self, name: str) -> str:
        return name if _by_vite(name) else super().stored_name(name)

    def url(self, name: str, force: bool = False) -> str:
        if _by_vite(name):
            return self.base_url + name
        return super().url(name, force)


def _by_vite(name: str) -> bool:
    return name.startswith("assets/")
