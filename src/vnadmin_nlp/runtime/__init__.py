"""What a running process needs: trained parts, temporary folders, names of processes."""
