"""Reading large tables by columns: each distinct text is judged once, the unusual is left to the careful way."""
