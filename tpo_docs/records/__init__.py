"""What is recorded beside the items: who approved which text, and what of that still holds."""
