"""`python -m tpo_docs`: the command line."""

from tpo_docs.cli import main

if __name__ == "__main__":
    main()
