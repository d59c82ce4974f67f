import { t } from '../../base/l10n.ts';
import { quote } from '../../base/quote.ts';
import type { ApiEntry } from '../../recorder/recording.ts';
import type { Detail } from './wanted.ts';

/**
 * That the body of a call has these fields, each as a detail of its own: `HostConfig.Memory`. An object has at least
 * the fields that are wanted; a list, a text and a number are wanted exactly.
 */
export function partsOf(
  wanted: unknown,
  path: readonly string[] = [],
): readonly Detail<ApiEntry>[] {
  if (isObject(wanted)) {
    return Object.entries(wanted).flatMap(([key, inner]) => partsOf(inner, [...path, key]));
  }
  const name = quote(path.join('.'));
  const words = (value: unknown): string => `${name} ${quote(asText(value))}`;
  return [
    {
      wanted: words(wanted),
      see({ request }) {
        if (request === undefined) return { found: t('{0} not kept', name), holds: undefined };
        const found = at(request, path);
        if (found === undefined || found === null) {
          return { found: t('without {0}', name), holds: false };
        }
        return { found: words(found), holds: asText(found) === asText(wanted) };
      },
    },
  ];
}

/** As lab.yaml has it: there the number of a drawn value may be a text. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
