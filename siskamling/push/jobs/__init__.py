"""The worker's part: a notification becomes deliveries, deliveries become messages."""
