"""Other engines that execute the same rules."""
