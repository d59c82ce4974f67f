/** The wall clock may be set; what is off by more than it rounds has been. */
const toleranceMs = 2;
let epoch = performance.timeOrigin;

/** Milliseconds since the epoch, with fractions: what happens within one millisecond keeps its order. */
export function now(): number {
  const at = epoch + performance.now();
  const wall = Date.now();
  if (Math.abs(at - wall) <= toleranceMs) return at;
  epoch += wall - at;
  return wall;
}
