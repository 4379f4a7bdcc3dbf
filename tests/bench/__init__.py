"""`make bench`: the engine measured beside a naive view and an empty one. See docs/benchmark.md."""
