"""How much of a company is whose, exactly? The kernels of one customer: fractions in, fractions out.

They know no store, no clock and no names. Many customers at once are the business of faster kernels, which must
agree with these.
"""
