"""The first start of a laptop: the borrower's language, keyboard, name and password. Runs once.

``asking`` knows what is asked and when an answer is good, ``doing`` makes the account; ``console``
and ``window`` show the same questions. Python's own library, and GTK for the window.
"""
