"""Solving by counties: each proposes under prices, a small exact choice combines, the prices' bound proves."""
