/** Tells a person what is being done, with the seconds since the start. */
export interface Progress {
  say(text: string): void;
  /** Something that the person has to read: without the time, apart from the rest. */
  show(text: string): void;
}

/** Progress on the terminal. */
export function terminalProgress(): Progress {
  const start = performance.now();
  return {
    say(text) {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${seconds.padStart(6)} s  ${text}`);
    },
    show(text) {
      console.log(`\n${text}\n`);
    },
  };
}
