"""How fast is Lookthrough, beside its peers, in one run on one machine?"""
