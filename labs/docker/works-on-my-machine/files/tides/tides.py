"""Says when the water is high, in the time of the place where it runs."""

import sys
import time

sys.dont_write_bytecode = True  # the folder may be yours, and the writer root

import moon

print(time.strftime('high water at %H:%M %Z', time.localtime(moon.HIGH_WATER)))
