"""The killable process that reads pages, within limits of time and memory."""
