"""From a file's bytes to a report, in processes of its own."""
