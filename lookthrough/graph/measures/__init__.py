"""Which other figures do people know, and what do they say? Explanatory, optional, never part of a finding.

No rule asks for any of these. Each module says what it computes, what that assumes and costs, who published it, and
where it is known to mislead. They take the exact matrices of one structure (kernels/fills.py).
"""
