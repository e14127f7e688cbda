"""The site engine: staged files become a built, versioned, published site."""
