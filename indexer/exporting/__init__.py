"""Reports and whole results as they leave the house: objects, CSV, spreadsheets, databases."""
