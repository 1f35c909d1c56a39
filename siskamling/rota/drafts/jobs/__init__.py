"""The worker's part: a draft is built."""
