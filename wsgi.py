"""The WSGI entry point: `gunicorn wsgi:app`, and what `flask` finds by itself."""

import sys

from siskamling.app import create_app
from siskamling.kit.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    print(f"Error: {error}", file=sys.stderr)
    # gunicorn starts a worker anew for ever, unless it ends by the code for an application that cannot be loaded.
    sys.exit(4 if "gunicorn.arbiter" in sys.modules else 2)
