"""One thread a process, however many processes: the spaces of the tests are small.

They are searched faster so, five times so on a busy machine. It counts only before numpy is
imported, so it stands here; `make check` runs the tests in as many processes as there are cores.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
