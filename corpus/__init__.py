"""What the organisation wrote: documents, and the clauses they are made of."""
