"""argparse in French: its own words come from gettext, whose catalogue Python does not ship."""

from __future__ import annotations

import argparse

WORDS = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "optional arguments": "options",
    "subcommands": "commandes",
    "show this help message and exit": "affiche cette aide et s'arrête",
    "show program's version number and exit": "affiche la version et s'arrête",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "argument inconnu : %s",
    "expected one argument": "il faut une valeur",
    "expected at least one argument": "il faut au moins une valeur",
    "expected at most one argument": "il faut au plus une valeur",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu : %(value)r (possible : %(choices)s)",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)":
        "choix inconnu : %(value)r, peut-être %(closest)r ? (possible : %(choices)s)",
    "invalid %(type)s value: %(value)r": "valeur incorrecte : %(value)r (attendu : %(type)s)",
    "expected %s argument": "il faut %s valeur(s)",
    "ambiguous option: %(option)s could match %(matches)s": "option ambiguë : %(option)s (%(matches)s)",
    "ignored explicit argument %r": "valeur inattendue : %r",
    "not allowed with argument %s": "incompatible avec %s",
    "one of the arguments %s is required": "il faut l'un de : %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)":
        "commande inconnue : %(parser_name)r (possible : %(choices)s)",
}  # fmt: skip


def speak_french() -> None:
    """Have argparse look its words up here; a word it does not know stays in English."""
    argparse._ = lambda word: WORDS.get(word, word)
    argparse.ngettext = lambda one, many, count: WORDS.get(one, one if count == 1 else many)
