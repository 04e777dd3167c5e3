"""The commands, a module for each or for a group; `kbctl.cli` names them and loads one when it is called."""
