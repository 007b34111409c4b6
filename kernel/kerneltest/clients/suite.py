"""jupyter_kernel_test's whole suite."""
import unittest

import jupyter_kernel_test

import samples


class Suite(jupyter_kernel_test.KernelTests):
    kernel_name = samples.kernel
    code_history_pattern = samples.jkt["code_history_pattern"]
    supported_history_operations = ("tail", "range", "search")


for name, value in samples.jkt.items():
    setattr(Suite, name, value)

if __name__ == "__main__":
    del jupyter_kernel_test.KernelTests  # else it would run as well, against another kernel
    result = unittest.main(verbosity=2, exit=False).result
    raise SystemExit(bool(result.skipped) or not result.wasSuccessful())
