"""What the law says a month costs and what is paid, by date. Standard library only."""
