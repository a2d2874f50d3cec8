"""What people meet: tables on a terminal, an article with its evidence, pages for the browser."""
