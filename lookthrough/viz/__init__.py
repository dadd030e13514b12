"""How is an answer drawn: which boxes, where, and in which file?"""
