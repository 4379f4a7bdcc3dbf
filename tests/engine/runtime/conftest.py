from tests.engine.bare import bare_engine

__all__ = ["bare_engine"]
