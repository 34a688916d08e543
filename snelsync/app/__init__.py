"""Use cases: ports come in, reports go out. Nothing here names a concrete adapter."""
