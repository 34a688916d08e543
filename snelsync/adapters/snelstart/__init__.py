"""The administration: SnelStart's B2B API v2. Dutch wire words live only here."""
