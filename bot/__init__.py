"""What is said, and who may say it: questions, answer cards, the desk and the command line."""
