"""What several tests use: pages, dispatches, servers, and programs that fail on purpose."""
