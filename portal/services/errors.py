class ServicesError(Exception):
    """The services cannot run; the message is a sentence that says what to do."""
