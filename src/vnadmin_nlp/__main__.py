"""``python -m vnadmin_nlp`` is ``vnadmin``."""

from vnadmin_nlp.cli import main

if __name__ == "__main__":
    main()
