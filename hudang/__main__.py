"""`python -m hudang`."""

from hudang.cli.main import main

if __name__ == "__main__":
    main()
