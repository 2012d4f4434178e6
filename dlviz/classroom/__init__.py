"""A class in one room: questions and votes, links for all, drawings; docs/decisions/0023."""
