"""Measurements of speed, memory and size: ratios in one run against the parts' floor and plain MkDocs."""
