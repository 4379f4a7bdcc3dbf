"""P11: complaints and risks, from the report to the finding and the reply."""
