"""A practice shop and a practice administration, over HTTP.

Nothing here imports the rest of snelsync, and nothing of the rest imports what is here
except to start it: the two sides meet on the wire only, so that a mistake in a client
cannot hide in the server it is tried on.
"""
