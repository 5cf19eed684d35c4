"""The pages of printers, and the one door through which a label is printed."""
