"""Plans made up from a seed, typeset by a browser, with the records they hold known by construction."""
