"""The page of a class: joining it, answering in it, and the projector's own page."""
