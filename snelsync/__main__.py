"""``python -m snelsync``."""

from snelsync.cli.main import run

if __name__ == "__main__":
    run()
