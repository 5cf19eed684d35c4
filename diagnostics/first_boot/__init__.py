"""What an installed system says of itself the first time that it runs; then it forgets the server.

The agent packs this into one file (``packing``) and puts it on the disk with a key, the server's
address and whom to believe (``placed``, ``settings``). The system's own Python runs it: so it is
the standard library's alone, and of Python 3.10.
"""
