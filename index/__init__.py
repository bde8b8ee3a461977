"""How a clause is found: encoder, snapshot, search."""

import os

# Search multiplies small matrices, many questions at a time. A pool of threads for each product makes every
# one of them slower (four times, measured by `benchmarks/ask_throughput.py` on two busy cores), and OpenBLAS
# reads this only once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
