import type { Entry, KernelEntry, Recording } from '../../recorder/recording.ts';

/** The recording with every entry that stands for several taken apart, in the order in which they happened. */
export function unfold(recording: Recording): Recording {
  if (!recording.entries.some(isFolded)) return recording;
  const entries = recording.entries
    .flatMap((entry): readonly Entry[] => (isFolded(entry) ? takeApart(entry) : [entry]))
    .sort((a, b) => a.at - b.at);
  return { ...recording, entries };
}

function isFolded(entry: Entry): entry is KernelEntry {
  return entry.lane === 'kernel' && entry.folded !== undefined;
}

/** Of those that it does not hold one by one, only what all have in common is known. */
function takeApart({ folded = 1, inside = [], ...entry }: KernelEntry): readonly KernelEntry[] {
  const rest = Math.max(0, folded - inside.length);
  return [
    ...inside.map((each) => ({ ...entry, ...each })),
    ...Array.from({ length: rest }, () => entry),
  ];
}
