"""The whole screen of the machine on the bench, and its keyboard."""
