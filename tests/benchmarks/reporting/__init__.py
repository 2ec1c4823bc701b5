"""What a part of the benchmarks is asked, and how its figures are kept and shown."""
