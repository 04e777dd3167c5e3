"""What a change of the rules means: told clause by clause, and shown on facts that tell versions apart."""
