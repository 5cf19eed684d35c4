"""The pages' common ground: layout, components, language, security headers, errors."""
