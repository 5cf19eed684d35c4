"""The pages of repair and of parts."""
