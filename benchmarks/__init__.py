"""Measurements that anyone can run, given the folders they read by argument."""
