import { decodeBytes, type Bytes } from './bytes.ts';
import type { Mount } from './model.ts';
import { parseOverlay } from './overlay.ts';

/** Parses /proc/PID/mountinfo (proc_pid_mountinfo(5)); lines of another form are left out. */
export function parseMountinfo(text: Bytes): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const mount = parseLine(line);
    return mount ? [mount] : [];
  });
}

function parseLine(line: Bytes): Mount | undefined {
  const words = line.split(' ');
  const dash = words.indexOf('-', 6);
  const [id, parentId, device, root, target, options] = words;
  // A source may be the empty string: `none` was not always written.
  const [type, source, superOptions] = words.slice(dash + 1);
  if (dash < 0 || !/^\d+$/.test(id ?? '') || !/^\d+$/.test(parentId ?? '')) return undefined;
  if (!device || !root || !target || !type || source === undefined) return undefined;
  const superOptionList = split(superOptions);
  return {
    id: Number(id),
    parentId: Number(parentId),
    device,
    root: unescape(root),
    target: unescape(target),
    options: split(options),
    propagation: words.slice(6, dash),
    type,
    source: unescape(source),
    superOptions: superOptionList,
    ...(type === 'overlay' ? { overlay: parseOverlay(superOptionList) } : {}),
  };
}

function split(options: Bytes | undefined): readonly string[] {
  return options ? options.split(',').map(unescape) : [];
}

/** Spaces, tabs, newlines, backslashes, and in options commas, stand as three octal digits. */
function unescape(text: Bytes): string {
  return decodeBytes(
    text.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
      String.fromCharCode(parseInt(octal, 8)),
    ),
  );
}
