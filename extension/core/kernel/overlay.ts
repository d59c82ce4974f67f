import type { Mount } from './model.ts';

/** The parts of an overlay mount from its super options (overlayfs.rst), lowers topmost first. */
export function parseOverlay(superOptions: readonly string[]): NonNullable<Mount['overlay']> {
  const lowers: string[] = [];
  const parts: { upper?: string; work?: string } = {};
  for (const option of superOptions) {
    const equals = option.indexOf('=');
    const value = option.slice(equals + 1);
    switch (option.slice(0, Math.max(equals, 0))) {
      case 'lowerdir':
        lowers.push(...splitLowers(value));
        break;
      case 'lowerdir+': // one option per layer, since Linux 6.7
        lowers.push(value);
        break;
      case 'upperdir':
        parts.upper = value;
        break;
      case 'workdir':
        parts.work = value;
        break;
    }
  }
  return { lowers, ...parts };
}

/** Lowers are joined by colons; a colon or backslash of a path has a backslash before it. */
function splitLowers(value: string): readonly string[] {
  const parts = value.match(/(?:\\.|[^:\\])+/gs) ?? [];
  return parts.map((part) => part.replace(/\\(.)/gs, '$1'));
}
