"""The picture of two aligned languages: its data, packed for a browser, and the page with it."""
