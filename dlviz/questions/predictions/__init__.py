"""The predictions of each page, in a module of the page's name: `PREDICTIONS`, by preset."""
