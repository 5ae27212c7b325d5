"""HTTP: the application, its routes, and the server that it runs in.

app             `create_app`: routes, middleware and errors over the models
server, worker  gunicorn, and its worker
middleware      what every request passes: id, key, limits, cache, metrics, log
  request_record  what is known of a request
  keys, limits, cache, metrics, counting, logs
registry        the models that are served, and their reload
api             /v1: translate, neighbours, pairs
libre           LibreTranslate's routes
admin           probes, limits, metrics, reload
page, map, docs the pages for people
  map_cache       the data of maps, computed once
problems        the shape of every error
schemas, libre_schemas  requests and answers
answers         from translations to answers
contract, json, files, context, settings
"""
