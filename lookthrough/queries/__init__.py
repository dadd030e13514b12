"""What does an investigator ask? One module per question."""
