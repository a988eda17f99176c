"""Ask the ports, in parallel → snapshot."""
