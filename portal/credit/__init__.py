"""An enterprise's credit: a score with its sources, by a formula that everybody can read."""
