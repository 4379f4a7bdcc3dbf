"""PostgreSQL and Valkey from their wheels, for a machine that has neither, and the demo that runs on them."""
