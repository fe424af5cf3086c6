"""The mathematics: what a region and a clause are, and the integer rows, goals and Pyomo model made of them.

No files, no command line and no printing in here; ``models.program`` alone imports Pyomo.
"""
