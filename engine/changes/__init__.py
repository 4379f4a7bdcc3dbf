"""Changes: what managers prepare, a second person approves, and one deployment publishes.

`editing` writes texts, `reviewing` decides about them, `publishing` makes versions of them; `contents` reads them.
Every command locks the change first, so that nothing is decided about texts that are being written.
"""
