"""The pages of inspections: what is due, the inspection itself, and the plans."""
