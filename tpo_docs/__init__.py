"""Requirements kept as Markdown, linked, checked and published as a versioned site."""

__version__ = "0.1.0"
