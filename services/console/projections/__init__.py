"""How the facts of four ledgers become the console's rows, a module for each. Who raised a topic is
never kept."""
