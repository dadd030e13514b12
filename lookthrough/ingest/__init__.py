"""How does what a bank delivers come into a store, with nothing lost and nothing guessed?"""
