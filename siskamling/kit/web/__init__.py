"""The edge: endpoint declarations, problems, paging, ETag, idempotency, OpenAPI, docs, health."""
