"""What the settings are read from, and what `make demo` and the services keep beside it."""

import environ

from portal.services.places import data_dir, kept_services, read_private

env = environ.Env()

DATA_DIR = data_dir()
kept_secrets = read_private("secrets.json")
kept_addresses = kept_services()
