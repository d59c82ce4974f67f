"""Makes a System V shared memory segment under a key, and writes a text into it."""

import ctypes
import sys

IPC_CREAT = 0o1000

key, text = int(sys.argv[1]), sys.argv[2].encode() + b"\0"
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p

segment = libc.shmget(key, 4096, IPC_CREAT | 0o666)
ctypes.memmove(libc.shmat(segment, None, 0), text, len(text))
print("wrote to segment with key", key)
