"""Put an image on a disk: fetch, write, read back, and make it this machine's own."""
