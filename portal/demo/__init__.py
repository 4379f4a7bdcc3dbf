"""The demo world: fictitious people and enterprises, whose cases really ran.

Loaded by `manage.py load_demo`. Every name ends （演示）.
"""
