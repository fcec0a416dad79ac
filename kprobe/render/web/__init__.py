"""The report as a web page.

Python decides what is said (the modules here, each a part of the page as frozen values), `templates/` how it is marked
up, `css/` how it looks, `js/` how it is filtered. Without JavaScript all of it can be read.
"""
