"""The pages on which a coordinator changes what is asked of a device."""
