"""What the server does for all pages at once: headers, bounds, memory."""
