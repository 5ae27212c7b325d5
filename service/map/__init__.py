"""The map of two aligned languages.

picture         writes the map of a model as a file, by format
page            the map as a page: one HTML file, or served
pack            the data of the page, packed for a browser
figure          png and svg
tables          tables for other viewers
assets/         scripts and styles of the page
"""
