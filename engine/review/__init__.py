"""Rules under review: running the tests that they carry."""
