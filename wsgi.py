"""The WSGI entry point: `gunicorn wsgi:app`, and what `flask` finds by itself."""

from siskamling.app import create_app

app = create_app()
