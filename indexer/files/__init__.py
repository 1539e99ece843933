"""Files on disk: what lies in a folder or an archive, what is told of it, whose part it is."""
