"""The FACES of isogloss: command line, HTTP, page. No linear algebra here.

cli/            the command line
batch/          many jobs from one file
http/           the service
report/         pages and figures about a model
map/            the picture of two languages
lexicons/       dictionaries as files of other tools
stores/         vector databases
models          models by their folders and languages
codes           language codes, and which is near which
fingerprint     what the result of a command depends on
progress        progress as lines on stderr, with the time left
pages           what all pages have in common
exit_codes      exit codes of the command line
version         the installed version
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> Flask:
    """Return the application over the models named by `ISOGLOSS_MODELS`, for a WSGI server.

    Words are searched for in the database that `ISOGLOSS_INDEX_URL` names, if it names one.
    `gunicorn 'service:create_app()'` finds it here. Imports are late, so that the command line,
    which lives in this package too, starts without them.
    """
    from service.http.app import create_app as create
    from service.http.registry import Served, models_from_environment
    from service.stores.choice import store_from_environment

    return create(Served(models_from_environment(), store_from_environment()))
