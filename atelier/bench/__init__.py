"""The bench: which machines are on it now, and what is asked of them.

A machine that runs the agent is *present* as long as it polls. An *order* asks one machine to do
one thing; it is bound to what the machine and the disk say of themselves, and its state follows
from the words that the agent says of it, and from a deadline.
"""
