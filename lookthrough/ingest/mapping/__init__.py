"""How do a bank's own files become tables of the bank layout: a mapping, written by hand, proposed, or known?"""
