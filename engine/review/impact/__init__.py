"""What a change of the rules does to recorded runs and scenarios: both versions play them."""
