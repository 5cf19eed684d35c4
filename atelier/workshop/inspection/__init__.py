"""What a person says of a device: checked and graded before it is ready, inspected each year."""
