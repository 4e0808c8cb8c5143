"""Types of service: the referential, the classification of activities, and their overlaps.

`kb.services.classify` answers "what is it?", `kb.services.overlap` answers "who else does it, and does it matter
here?", `kb.services.rows` does so for a table, `kb.services.load` reads the referential. Nothing comes from a
store: facts go in, comparisons come out.
"""
