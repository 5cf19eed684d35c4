"""The agent that stays: ``atelier-agent bench`` on a machine that waits on the bench.

Threads find out (``reaching``, ``measuring``, ``reporting``, ``presence``, ``watching``) and write
it on one board (``board``, ``facts``); ``state`` makes of the facts what the screen says, and
``loop`` shows that and hears the keys.
"""
