"""The staff's desk in the browser: pages rendered on the server, over the acts and records that are there."""
