"""The statements of the hot path: what every start, claim and completion does, by hand.

Three quarters of what such a request costs would be the ORM's putting together of statements, and PostgreSQL plans them
longer than it runs them. Here each is one text that never changes, prepared once for a connection. All else is the
ORM's.
"""
