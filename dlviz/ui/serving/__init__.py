"""What the server does for all pages: HTTP headers, limits on uploads and messages, memory."""
