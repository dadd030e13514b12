"""Who owns and controls everything, for everybody at once? Fast kernels that must agree with those of one customer."""
