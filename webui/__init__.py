"""The pages and the JSON endpoint; uses only what ``indexer`` exports."""
