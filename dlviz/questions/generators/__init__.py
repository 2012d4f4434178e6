"""Generators of questions, one module for each page; each has a tuple GENERATORS."""
