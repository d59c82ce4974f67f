import { vmUnknown } from '../../core/base/vmErrors.ts';
import { t } from '../../core/base/l10n.ts';
import type { VmFacts } from '../../core/qemu/facts.ts';
import type { Controlled } from '../../core/session/control/server.ts';
import { exitCodes, type Arguments, type CliCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { namedLab, reachLab } from '../openLab.ts';
import { joinConsole } from '../vm/console.ts';
import { snapshotTree, vmTable, vmText } from '../vm/describe.ts';
import { forms, parseVmRequest, vmUsage } from '../vm/parse.ts';

/**
 * `isolab vm`: the VMs of a lab, from its shell. JSON: `{ vms }` for list, `{ vm }` for show, else `{ answer, vms }`; the
 * exit code of `run` is the command's.
 */
export const vm: CliCommand = {
  name: 'vm',
  usage: 'vm create|list|show|start|stop|console|run|snapshot|clone|migrate|…',
  summary: t('Make, start, watch, keep, clone and move the VMs of a lab.'),
  options: {
    lab: { type: 'string' },
    image: { type: 'string' },
    cpus: { type: 'string' },
    memory: { type: 'string' },
    cold: { type: 'boolean' },
    accelerator: { type: 'string' },
    force: { type: 'boolean' },
    number: { type: 'string' },
  },
  help: {
    ...forms,
    '--lab LAB': t('of this lab; not needed in its shell, nor while no other is open'),
  },
  arity: { min: 1, max: Infinity },
  async run(args, context, signal) {
    const id = await namedLab(args.text('lab'), vm.usage, context);
    await using session = await reachLab(id, context, signal);
    return await obey(args, session, context, signal);
  },
};

async function obey(
  args: Arguments,
  session: Controlled,
  { output }: Context,
  signal: AbortSignal,
): Promise<number> {
  const [action, name, third] = args.positionals;
  const { vms } = session.state;
  switch (action) {
    case 'list':
      output.json({ vms });
      output.line(vmTable(vms));
      return exitCodes.done;
    case 'show': {
      const facts = find(vms, name);
      output.json({ vm: facts });
      output.line(vmText(facts));
      return exitCodes.done;
    }
    case 'console': {
      const number = args.text('number');
      const which = number === undefined ? undefined : Number(number);
      await joinConsole(session, find(vms, name).name, which, output, signal);
      return exitCodes.done;
    }
    case 'snapshot':
      if (name !== 'list') break;
      output.json({ snapshots: find(vms, third).snapshots });
      output.line(snapshotTree(find(vms, third)));
      return exitCodes.done;
    case undefined:
  }
  const answer = await session.vm(parseVmRequest(args), output.note, signal);
  output.json({ answer, vms: session.state.vms });
  if (!output.isJson) {
    process.stdout.write(answer.stdout ?? '');
    process.stderr.write(answer.stderr ?? '');
  }
  for (const sentence of answer.said) output.line(sentence);
  return answer.exitCode ?? exitCodes.done;
}

function find(vms: readonly VmFacts[], name: string | undefined): VmFacts {
  if (name === undefined) throw vmUsage(t('Name a VM.'));
  const facts = vms.find((each) => each.name === name);
  if (facts === undefined) throw vmUnknown(name);
  return facts;
}
