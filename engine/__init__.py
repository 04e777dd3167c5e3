"""What runs on the knowledge: inference, replay, tables."""
