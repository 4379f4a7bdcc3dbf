"""What a star brings: promotion on channels, services, and enquiries for value-added ones (P19)."""
