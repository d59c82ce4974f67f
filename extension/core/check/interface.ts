import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { NetworkInterface } from '../kernel/model.ts';
import type { CheckKind } from './kind.ts';
import { quote, quoteList } from '../base/quote.ts';
import {
  bestFit,
  expectation,
  fitting,
  isFarOff,
  judge,
  rule,
  verdict,
  type Rule,
} from './rule.ts';
import { asRoot, findSubject, subjectSchema, type Subject } from './subject.ts';
import { describeText, matchesText, textMatch } from './text.ts';
import { visible } from './visible.ts';
import type { Place, World } from './world.ts';

const schema = z
  .strictObject({
    in: subjectSchema.describe('Whose interfaces: container:NAME, pid:NUMBER or host.'),
    name: textMatch.optional().describe('Its name: eth0, { matches: "^veth" }.'),
    kind: z
      .enum(['loopback', 'veth', 'bridge', 'physical', 'other'])
      .optional()
      .describe('What it is.'),
    state: z.enum(['up', 'down', 'unknown']).optional().describe('Whether it is up.'),
    peerIn: subjectSchema.optional().describe('Of a veth: who has the other end.'),
    bridge: z.string().min(1).optional().describe('The bridge that it is a port of.'),
    address: textMatch
      .optional()
      .describe('One of its addresses, with prefix length: 172.17.0.2/16.'),
    absent: z.literal(true).optional().describe('There is no such interface.'),
  })
  .describe('A network interface, as a process sees it.');

type InterfaceSpec = z.infer<typeof schema>;

/** Whether an interface of that kind is there, and where its other end is. */
export const networkInterface: CheckKind<InterfaceSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = await findSubject(spec.in, world);
    const rules = await interfaceRules(spec, subject.place, world);
    const expected = expectation(t('An interface of {0}', subject.words), rules);
    if (subject.pid === undefined) return verdict('failed', expected, subject.missing, subject);
    const interfaces = await readInterfaces(subject);
    const found = fitting(rules, interfaces);
    const pointer = { see: seeFor(subject), focus: subject.focus };
    const has = t('{0} has {1}', subject.words, quoteList(interfaces.map(({ name }) => name)));
    if (spec.absent) {
      const absence = t('There is none of which this is true: {0}', expected);
      return verdict(found.length === 0 ? 'passed' : 'failed', absence, has, pointer);
    }
    const best = bestFit(rules, interfaces);
    if (best === undefined || isFarOff(rules, best)) {
      return verdict('failed', expected, has, pointer);
    }
    return {
      ...judge(
        t('The interface {0} of {1}', quote(best.name), subject.words),
        rules,
        best,
        pointer,
      ),
      expected,
    };
  },
};

async function readInterfaces({
  pid,
  words,
  place,
}: Subject): Promise<readonly NetworkInterface[]> {
  const network = await place.networkOf(pid);
  return visible(network?.interfaces, t('The network of {0}', words));
}

async function interfaceRules(
  spec: InterfaceSpec,
  place: Place | undefined,
  world: World,
): Promise<readonly Rule<NetworkInterface>[]> {
  const words = [
    [t('is called'), spec.name, ({ name }: NetworkInterface) => [name]],
    [t('is of kind'), spec.kind, ({ kind }: NetworkInterface) => [kind]],
    [t('is in state'), spec.state, ({ state }: NetworkInterface) => [state]],
    [
      t('is a port of'),
      spec.bridge,
      ({ bridge }: NetworkInterface) => (bridge === undefined ? [] : [bridge]),
    ],
    [t('has the address'), spec.address, ({ addresses }: NetworkInterface) => addresses],
  ] as const;
  const rules = words.flatMap(([verb, text, read]) =>
    rule(text, (wanted) => ({
      wanted: `${verb} ${describeText(wanted)}`,
      look: (facts: NetworkInterface) => ({
        found: `${verb} ${quoteList(read(facts)) || t('none')}`,
        holds: read(facts).some((value) => matchesText(value, wanted)),
      }),
    })),
  );
  return spec.peerIn === undefined ? rules : [...rules, await peerRule(spec.peerIn, place, world)];
}

async function peerRule(
  subject: string,
  place: Place | undefined,
  world: World,
): Promise<Rule<NetworkInterface>> {
  const owner = await findSubject(subject, world);
  const network = owner.pid === undefined ? undefined : await owner.place.networkOf(owner.pid);
  return {
    wanted: t('has its other end in {0}', owner.words),
    look({ peer }) {
      if (owner.pid === undefined) return { found: owner.missing, holds: false };
      if (peer === undefined) return { found: t('has no other end'), holds: false };
      const isSameKernel = owner.place.guestName === place?.guestName;
      if (peer.namespace === undefined || (isSameKernel && network === undefined)) {
        return visible(undefined, t('The other end of the interface'));
      }
      const isThere = isSameKernel && peer.namespace === network?.inode;
      return {
        found: isThere
          ? t('has its other end in {0}', owner.words)
          : t('has its other end elsewhere (namespace {0})', peer.namespace),
        holds: isThere,
      };
    },
  };
}

function seeFor(subject: Subject): string | undefined {
  const { isWhole, number, see } = subject;
  return isWhole
    ? see('ip', 'address')
    : see(...asRoot(subject), 'nsenter', '--net', '--target', String(number), 'ip', 'address');
}
