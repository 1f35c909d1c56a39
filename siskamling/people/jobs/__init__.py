"""What people repeats by itself."""
