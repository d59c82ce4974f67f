import { Duplex } from 'node:stream';

/** The two ends of one connection in this process: what is written to one is read from the other. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => {},
      write: (chunk: Buffer, _, done) => {
        other().push(chunk);
        done();
      },
      final: (done) => {
        other().push(null);
        done();
      },
      destroy: (error, done) => {
        const far = other();
        if (!far.destroyed) far.destroy();
        done(error);
      },
    });
  const one: Duplex = make(() => two);
  const two: Duplex = make(() => one);
  return [one, two];
}
