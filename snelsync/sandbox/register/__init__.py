"""A practice register of VAT numbers that answers as VIES does.

It is stricter than the real thing and never kinder. Facts: EU VIES REST API, read
2026-11.
"""

from snelsync.sandbox.register.app import KNOWN_NUMBERS, PracticeRegister, Request

__all__ = ["KNOWN_NUMBERS", "PracticeRegister", "Request"]
