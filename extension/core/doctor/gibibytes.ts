/** A number of bytes as a person reads it: "3.4 GiB". */
export function inGibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
