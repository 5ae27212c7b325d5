"""The picture of two aligned languages.

picture         a model to a file, by format
page            the page: one HTML file
pack            its data, packed for a browser
figure          png and svg
tables          the tables of other viewers
assets/         the page's own scripts and styles
"""
