"""What the product costs on this machine, side by side with what the machine allows (docs/performance.md).

`python -m benchmarks` lists them; `make bench` runs them all. Never part of the timed tests.
"""
