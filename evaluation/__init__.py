"""Measuring tools: the sample generator and the scorer. Never imported by production code."""
