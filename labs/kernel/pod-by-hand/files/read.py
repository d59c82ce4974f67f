"""Looks for the System V shared memory segment under a key, and prints the text in it."""

import ctypes
import os
import sys

key = int(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p

segment = libc.shmget(key, 0, 0)
if segment == -1:
    sys.exit(f"no segment with key {key}: {os.strerror(ctypes.get_errno())}")
print(ctypes.string_at(libc.shmat(segment, None, 0)).decode())
