import { composeVersion } from '../../core/base/composeVersion.ts';
import { t } from '../../core/base/l10n.ts';
import { loadCatalog } from '../../core/lab/catalog.ts';
import type { LoadedLab, Need } from '../../core/lab/lab.ts';
import { formatProblem } from '../../core/lab/problem.ts';
import type { VmEquipmentHere } from '../../core/machine/equipment.ts';
import type { StoredSession } from '../../core/session/store.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { table } from '../table.ts';

/** One lab in the JSON answer of `isolab list`. */
interface ListedLab {
  readonly id: string;
  readonly track: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly status: 'not-started' | 'started' | 'finished' | 'broken';
  /** Steps that are finished, and all. */
  readonly finishedSteps: number;
  readonly steps: number;
  /** Who has it open now; null when nobody has. */
  readonly openIn: string | null;
  /** What it needs and this machine lacks; null when it lacks nothing. */
  readonly missing: string | null;
  readonly problems: readonly string[];
}

/** `isolab list`: labs by track, with the progress in each. JSON: `{ tracks: [{ id, title, labs: ListedLab[] }] }`. */
export const list: CliCommand = {
  name: 'list',
  usage: 'list',
  summary: t('List the labs and how far you are in each.'),
  options: {},
  help: {},
  arity: { min: 0, max: 0 },
  async run(_, context, signal) {
    const { output, labsFolder, store } = context;
    const { tracks, problems } = await loadCatalog(labsFolder);
    const sessions = await store.list();
    const engine = await context.engineIfAny(signal);
    const vms = await context.vms(signal);
    const hasCompose = (await composeVersion(signal)) !== undefined;
    const listed = tracks.map(({ id, title, labs }) => ({
      id,
      title,
      labs: labs.map((lab) =>
        listLab(
          lab,
          sessions.find(({ labId }) => labId === lab.id),
          missingFor(lab.lab?.needs ?? [], { hasEngine: engine !== undefined, hasCompose, vms }),
        ),
      ),
    }));
    output.json({ tracks: listed, problems: problems.map(formatProblem) });
    for (const { title, labs } of listed) {
      output.line(output.paint('bold', title));
      output.line(
        table(
          labs.map((lab) => [
            `  ${lab.id}`,
            lab.title,
            t('{0} min', lab.minutes),
            [
              describe(lab),
              lab.openIn === null ? '' : t('open in {0}', lab.openIn),
              lab.missing ?? '',
            ]
              .filter(Boolean)
              .join(', '),
          ]),
        ),
      );
    }
    for (const problem of problems) output.note(formatProblem(problem));
    return exitCodes.done;
  },
};

/** What labs need, as far as this machine has it. */
interface Here {
  readonly hasEngine: boolean;
  readonly hasCompose: boolean;
  readonly vms: VmEquipmentHere;
}

/** What is missing, and what to do. */
function missingFor(needs: readonly Need[], { hasEngine, hasCompose, vms }: Here): string | null {
  const isWithout = 'why' in vms;
  if (needs.includes('engine') && !hasEngine) return t('needs Docker, which does not answer');
  if (needs.includes('compose') && !hasCompose) {
    return t('needs Docker Compose; isolab doctor shows how');
  }
  if (needs.includes('vm') && isWithout) return `${vms.why} ${vms.fix}`;
  const isHopeless = needs.includes('linux') && isWithout && !hasEngine;
  return isHopeless ? t('needs QEMU or Docker; isolab doctor shows how') : null;
}

function listLab(
  loaded: LoadedLab,
  session: StoredSession | undefined,
  missing: string | null,
): ListedLab {
  const { id, track, lab, problems } = loaded;
  const steps = lab?.steps ?? [];
  const finishedSteps = steps.filter(
    (step) => session?.progress.steps[step.id]?.isFinished === true,
  ).length;
  const progress = session === undefined ? 'not-started' : 'started';
  const status = finishedSteps === steps.length ? 'finished' : progress;
  return {
    id,
    track,
    title: lab?.title ?? id,
    summary: lab?.summary ?? '',
    minutes: lab?.minutes ?? 0,
    status: lab === undefined ? 'broken' : status,
    finishedSteps,
    steps: steps.length,
    openIn: session?.holder ?? null,
    missing,
    problems: [
      ...problems.map(formatProblem),
      ...(session?.problem === undefined ? [] : [session.problem.message]),
    ],
  };
}

function describe({ status, finishedSteps, steps, problems }: ListedLab): string {
  switch (status) {
    case 'broken':
      return t('has mistakes: {0}', problems[0] ?? '');
    case 'finished':
      return t('finished');
    case 'started':
      return t('{0} of {1} steps', finishedSteps, steps);
    case 'not-started':
      return t('not started');
  }
}
