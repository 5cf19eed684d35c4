"""Evidence that no word of an order carried: made at the bench without a server, or too late.

It comes from an agent that kept it (``api.erasures``) or as a file by hand (``web.erasure``). It is
judged as any other; what only its machine's clock or a typed tag says, a person has to accept.
"""
