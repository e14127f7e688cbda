"""What changed between two versions, and what that asks of whom."""
