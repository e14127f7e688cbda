"""The quick path of a build: where nothing has changed since the last one, or only words of a few items, the project need
not be loaded. It answers where it is sure that the ordinary build would leave the same bytes, and else steps aside.
"""
