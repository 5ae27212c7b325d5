"""The FACES of isogloss: command line, HTTP, page. No linear algebra here.

cli/            the command line
batch/          many jobs from one file
http/           the HTTP service and its web pages
report/         pages and figures about a model
map/            the picture of two languages
lexicons/       dictionary files in the formats of other tools
stores/         vector databases
models          search for models by folder and language
codes           matching of language codes
fingerprint     files, options and versions that determine the result of a run
progress        progress lines on stderr, with the remaining time
pages           shared parts of the HTML pages
exit_codes      exit codes of the command line
version         the installed version
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> Flask:
    """Return the application for a WSGI server, such as `gunicorn 'service:create_app()'`.

    The environment variable `ISOGLOSS_MODELS` lists the model folders. `ISOGLOSS_INDEX_URL` sets
    the database to search in; without it, the search is in memory. The imports are late, because
    the command line is in this package too and starts faster without them.
    """
    from service.http.app import create_app as create
    from service.http.registry import Served, models_from_environment
    from service.stores.choice import store_from_environment

    return create(Served(models_from_environment(), store_from_environment()))
