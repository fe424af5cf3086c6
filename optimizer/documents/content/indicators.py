"""Main indicators: 指标 · now · target · attained · nature · source, as plans print them."""
