"""Run the command line by `python -m regesta`."""

from regesta.show.cli import main

if __name__ == "__main__":
    main()
