"""A library, of which the program needs one number."""

# Noon of 14 July 2031 in UTC, as seconds since 1970.
HIGH_WATER = 1941796800
