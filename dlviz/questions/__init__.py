"""Questions that a page asks before it shows, each with a truth computed by the core.

`kinds` has the forms of a question, `judging` compares an answer with the truth, `generating` draws
questions of one structure from seeds, `ladder` decides how hard the next one is; `generators` has
one module for each page.
"""
