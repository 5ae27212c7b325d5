"""`python -m service` is `isogloss`, for where the script is not on the path."""

from service.cli.main import main

main(prog_name="isogloss")
