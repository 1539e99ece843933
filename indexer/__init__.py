"""Nianbao's front door: search Chinese government information-disclosure annual reports."""
