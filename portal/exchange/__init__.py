"""Supply and demand between enterprises: postings, search, and a contact with both sides' consent."""
