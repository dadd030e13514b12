"""Who owns every customer? The rule for all customers at once: in columns where it can be, else one by one."""
