"""What to notice on each page, in words made from the numbers on screen."""
