"""The database: tables' base, the two engines' differences, and the one place that commits."""
