"""Which formats do deliveries come in? One module a format; each ends in cells of the bank layout."""
