"""One module a detector, each registered to its challenge."""
