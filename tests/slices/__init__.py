"""Each slice by its example: rule, route, rows, line on the screen, and what else is open then."""
