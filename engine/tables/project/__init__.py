"""What a project keeps beside its tables: one file a matter, each read and written by one module here."""
