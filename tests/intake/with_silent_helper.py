"""`intake`, with `servers.silent_helper` for its helper process."""

from intake.main import main
from parsers.process import Parser

if __name__ == "__main__":
    Parser.helper_module = "servers.silent_helper"
    main()
