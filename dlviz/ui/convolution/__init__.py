"""The page "Convolution": by hand, on a photo, learned."""
