"""What must happen later is a row: enqueue, claim with a lease, run, record."""
