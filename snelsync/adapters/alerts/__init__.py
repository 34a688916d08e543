"""Ways to reach somebody about a run: a ping, a webhook, a mail."""
