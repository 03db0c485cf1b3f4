"""The program: its command line, the daemon with its threads and schedule, and what supervises them."""
