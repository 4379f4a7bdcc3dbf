"""The platform under blind kills: `make chaos`."""
