"""Devices, notifications and their deliveries: what rings, on which phone, and what became of it.

Words: a *notification* is one fact told to an *audience* (a named query of accounts that a higher room lends);
a *delivery* is that notification for one device, claimed, sent and recorded by the worker. Its id travels in the
message as `message_id`, so that a phone drops a double. Texts are said at send time, in the person's language, from
`<kind>.title` and `<kind>.push` of the announcing room; they carry places, counts and nights, never a report's words
or a person's name. Tables: devices, notifications, deliveries, push_pauses. Announces nothing.
"""
