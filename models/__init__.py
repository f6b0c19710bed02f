"""The Arabic BERT that extracts events: training, export and serving."""
