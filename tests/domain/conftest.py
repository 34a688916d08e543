"""Generated examples: the same ones every time, and no clock watched."""

from hypothesis import settings

settings.register_profile(
    "domain", derandomize=True, deadline=None, database=None, max_examples=25
)
settings.load_profile("domain")
