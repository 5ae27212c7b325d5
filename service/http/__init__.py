"""HTTP: the application, its routes, and the server that it runs in.

app             `create_app`: routes, middleware and errors
server, worker  gunicorn and its worker class
middleware      steps of every request: id, key, limits, cache, metrics, log
  request_record  record of one request, for the log and the metrics
  keys, limits, cache, metrics, counting, logs
registry        the served models and their reload
api             /v1: translate, neighbours, pairs, map
libre           LibreTranslate's routes
admin           probes, limits, metrics, reload
page, map, docs the HTML pages
  map_cache       cache of the map data
problems        error responses
schemas, libre_schemas  schemas of requests and responses
answers         response bodies from translations
contract, json, files, context, settings
"""
