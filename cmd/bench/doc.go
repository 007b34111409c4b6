// Package bench compares this kernel with ipykernel, as front ends feel them:
// kernels.py measures one kernel at a time, classroom.py a class of students in
// a JupyterHub. docs/BENCHMARKS.md has the figures, and tests with the build tag
// frontends hold the kernel to its limits.
package bench
