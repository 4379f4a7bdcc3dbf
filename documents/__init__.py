"""Documents: stored files, letters and certificates as docx and PDF, numbers, QR codes and tokens, badges."""
