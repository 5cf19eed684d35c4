"""One device checked by a person: the cards of its list answered, one after the other, and a grade.

Half a list is kept: whoever opens the device next goes on where it stopped.
"""
