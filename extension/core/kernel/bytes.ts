/**
 * Text as the kernel wrote it, one character per byte (latin1): titles and paths need not be UTF-8.
 * Parsers work on it; what a person reads goes through `decodeBytes`.
 */
export type Bytes = string;

/** Reads bytes as UTF-8; what is not UTF-8 becomes U+FFFD. */
export function decodeBytes(bytes: Bytes): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(bytes: Bytes): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes.charCodeAt(index) > 127) return false;
  }
  return true;
}
