"""Does the program serve a stranger? Commands as they are typed, on files as they come."""
