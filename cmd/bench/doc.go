// Package bench compares this kernel with ipykernel, as front ends feel them:
// kernels.py measures, docs/BENCHMARKS.md has the figures, and a test with the
// build tag frontends holds the kernel to its limits.
package bench
