"""What do the claims say together? From many claims of several sources to one structure of rights and control."""
