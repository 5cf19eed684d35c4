"""How the agent reaches its server: settings, network, trust, and what waits to be sent.

``settings`` say where the server is, ``network`` gets the machine there, ``discovery`` and
``pairing`` do without settings, ``trust`` and ``clock`` make sure that it is the right server,
``client`` speaks with it, and ``spool`` keeps on the stick (``medium``) what could not be sent.
"""
