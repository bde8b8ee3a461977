"""What Quoth's speed is compared with: one script and one list of packages each, in environments of their own."""
