"""All input and output. Adapters know the ports and the domain, never each other."""
