import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { mainCgroup } from '../kernel/cgroup/main.ts';
import type { KernelProcess, ProcessDetails } from '../kernel/model.ts';
import { describeComparison, holds } from './comparison.ts';
import type { ProcessSpec } from './process.ts';
import { bestFit, fitting, rule, type Rule } from './rule.ts';
import { describeText, matchesText } from './text.ts';
import { plain } from './units.ts';
import { visible } from './visible.ts';
import type { Place } from './world.ts';

/** What is wanted of a process; what has to be read of each one is read of those that fit otherwise. */
export async function processRules(
  spec: ProcessSpec,
  place: Place | undefined,
  candidates: readonly KernelProcess[],
): Promise<readonly Rule<KernelProcess>[]> {
  const own = ownRules(spec);
  const above = spec.cgroup === undefined || place === undefined ? '' : await place.cgroupRoot();
  const details = new Map<number, ProcessDetails>();
  if (spec.root !== undefined && place !== undefined) {
    for (const { pid } of nearest(own, candidates)) {
      const found = await place.process(pid);
      if (found !== undefined) details.set(pid, found);
    }
  }
  return [
    ...own,
    ...rule(spec.cgroup, (wanted) => ({
      wanted: t('is in the cgroup {0}', describeText(wanted)),
      look(process: KernelProcess) {
        const path = mainCgroup(process)?.replace(above, '');
        const shown = path === '' ? '/' : path;
        return {
          found:
            shown === undefined ? t('is in no cgroup') : t('is in the cgroup {0}', quote(shown)),
          holds: shown !== undefined && matchesText(shown, wanted),
        };
      },
    })),
    ...rule(spec.root, (wanted) => ({
      wanted: t('has the root directory {0}', describeText(wanted)),
      look({ pid }: KernelProcess) {
        const found = details.get(pid);
        if (found === undefined) return { found: t('has ended'), holds: false };
        const root = visible(found.root, t('The root directory of process {0}', pid));
        return {
          found: t('has the root directory {0}', quote(root)),
          holds: matchesText(root, wanted),
        };
      },
    })),
  ];
}

/** As many are read as a step may make, not all that a machine has. */
const mostRead = 32;

function nearest(
  rules: readonly Rule<KernelProcess>[],
  candidates: readonly KernelProcess[],
): readonly KernelProcess[] {
  const found = fitting(rules, candidates);
  const best = bestFit(rules, candidates);
  return found.length > 0 || best === undefined ? found.slice(-mostRead) : [best];
}

function ownRules(spec: ProcessSpec): readonly Rule<KernelProcess>[] {
  const numbers = [
    [t('the PID'), spec.pid, ({ pid, nestedPids }: KernelProcess) => nestedPids.at(-1) ?? pid],
    [t('the PID on the host'), spec.hostPid, ({ pid }: KernelProcess) => pid],
    [t('the user ID'), spec.user, ({ userId }: KernelProcess) => userId],
  ] as const;
  const texts = [
    [t('is called'), spec.name, ({ name }: KernelProcess) => name],
    [t('runs'), spec.command, ({ commandLine }: KernelProcess) => commandLine.join(' ')],
  ] as const;
  return [
    ...texts.flatMap(([verb, text, read]) =>
      rule(text, (wanted) => ({
        wanted: `${verb} ${describeText(wanted)}`,
        look: (facts: KernelProcess) => ({
          found: `${verb} ${quote(read(facts))}`,
          holds: matchesText(read(facts), wanted),
        }),
      })),
    ),
    ...numbers.flatMap(([what, number, read]) =>
      rule(number, (wanted) => ({
        wanted: t('has {0} {1}', what, describeComparison(wanted, plain)),
        look: (facts: KernelProcess) => ({
          found: t('has {0} {1}', what, read(facts)),
          holds: holds(read(facts), wanted, plain),
        }),
      })),
    ),
    ...rule(spec.state, (wanted) => ({
      wanted: t('is in state {0}', wanted),
      look: ({ state }: KernelProcess) => ({
        found: t('is in state {0}', state),
        holds: state === wanted,
      }),
    })),
  ];
}
