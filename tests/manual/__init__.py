"""The manuals of docs/manual with pictures of the running platform: `make manual`."""
