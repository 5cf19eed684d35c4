"""The pages on which a person looks at a device: one card a page, and its grade."""
