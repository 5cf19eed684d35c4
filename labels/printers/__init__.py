"""Label printers that take commands of their own instead of a PDF, one module a language.

Each module has `render(labels, sheet, dpi) -> str | bytes`: what to send to the printer, as is.
"""
