"""The web console: pages for what people would rather see than chat about; an adapter like the others, on the same desk."""
