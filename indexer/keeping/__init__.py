"""Keeping an index: opened, filled, checked, emptied, repaired, saved, copied, looked over."""
