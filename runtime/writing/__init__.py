"""From a command to rows that stay: the ledger, and the writer that commits for all who wait."""
