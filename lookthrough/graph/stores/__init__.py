"""Where is the control graph kept? One adapter for each store; all pass the same behaviour suite."""
