"""`python -m clew.main.openapi` prints the API's description, from which the web client's types are made."""

import json
import sys
import tempfile
from pathlib import Path

from clew.infra.config import Config
from clew.main.app import create_app

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(data_dir=Path(folder)), "postgresql://nobody@localhost/nothing")
    json.dump(app.openapi(), sys.stdout, indent=2, sort_keys=True)
