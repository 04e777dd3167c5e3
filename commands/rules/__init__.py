"""The commands `kbctl rules …`: a module for each, or for a few that belong together."""
