"""What happens to an authorisation between its issue and its end; the diagrams decide the order."""
