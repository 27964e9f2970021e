"""From a ledger into its stream, and out of it into other services."""
