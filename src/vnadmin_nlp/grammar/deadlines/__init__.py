"""The written forms of deadlines (thời hạn), and the days they mean."""
