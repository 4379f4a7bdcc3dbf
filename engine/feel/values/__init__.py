"""What FEEL knows: numbers with 34 digits, dates, times, durations, ranges and functions.

Null is None, a boolean is bool, a text is str, a number is Decimal, a list is list and a context is dict; none of them
is ever changed after it was made.
"""
