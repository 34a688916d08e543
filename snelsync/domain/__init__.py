"""What the books must say: pure, standard library only.

No input or output, no clock, no logging, no float. Money is ``Decimal`` in EUR.
"""
