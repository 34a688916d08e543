"""Pages to send round: one HTML file each, that needs nothing but itself."""
