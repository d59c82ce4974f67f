import { t } from '../base/l10n.ts';

/** A way to write and to show an amount. */
export interface Unit {
  /** What is allowed, for completion and for problems: "64m, 1g, or bytes". */
  readonly allowed: string;
  /** The amount in the base unit; `undefined` when the text is no such amount. */
  parse(text: string): number | undefined;
  format(amount: number): string;
}

/** Plain numbers. */
export const plain: Unit = {
  allowed: 'a number',
  parse: (text) => scaled(text, { '': 1 }),
  format: (amount) => String(Math.round(amount * 1000) / 1000),
};

/** Bytes, as Docker's flags and the kernel's files write them: k, m, g are powers of 1,024. */
export const bytes: Unit = {
  allowed: 'an amount of memory: 64m, 1g, 512k, or a number of bytes',
  parse: (text) =>
    scaled(text.toLowerCase().replace(/i?b$/u, ''), {
      '': 1,
      k: 2 ** 10,
      m: 2 ** 20,
      g: 2 ** 30,
      t: 2 ** 40,
    }),
  format(amount) {
    for (const [letter, size] of [
      ['GiB', 2 ** 30],
      ['MiB', 2 ** 20],
      ['KiB', 2 ** 10],
    ] as const) {
      if (amount >= size) return `${plain.format(Math.round((amount / size) * 10) / 10)} ${letter}`;
    }
    return t('{0} bytes', amount);
  },
};

/** Time in seconds: 5s, 200ms, 1m. */
export const seconds: Unit = {
  allowed: 'a time: 5s, 200ms, 1m',
  parse: (text) => scaled(text, { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }),
  format: (amount) =>
    amount < 1 ? `${plain.format(amount * 1000)} ms` : `${plain.format(amount)} s`,
};

/** CPUs: 0.5 or 50% is half of one CPU. */
export const cpus: Unit = {
  allowed: 'CPUs: 0.5, or 50% of one',
  parse: (text) => scaled(text, { '': 1, '%': 0.01 }),
  format: (amount) => (amount === 1 ? t('1 CPU') : t('{0} CPUs', plain.format(amount))),
};

function scaled(text: string, factors: Readonly<Record<string, number>>): number | undefined {
  const [, digits, suffix] = /^(\d+(?:\.\d+)?)\s?([a-z%]*)$/u.exec(text.trim()) ?? [];
  const factor = suffix === undefined ? undefined : factors[suffix];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
