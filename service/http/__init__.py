"""HTTP: the application, its routes, and the server that it runs in."""
