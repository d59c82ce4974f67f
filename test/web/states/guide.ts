import type { ProseNode } from '../../../extension/core/lab/prose.ts';
import type { SessionState, TaskState } from '../../../extension/core/session/state.ts';
import type { GuideState } from '../../../webviews/guide/protocol.ts';

const text = (words: string): ProseNode => ({ type: 'text', text: words });
const code = (words: string): ProseNode => ({ type: 'code', text: words });
const paragraph = (...children: ProseNode[]): ProseNode => ({ type: 'paragraph', children });

const prose: readonly ProseNode[] = [
  paragraph(
    text('A container has a network stack of its own. A server that listens on port 80 '),
    { type: 'strong', children: [text('in there')] },
    text(' is not listening on '),
    code('localhost:80'),
    text(' out here, until somebody connects the two.'),
  ),
  {
    type: 'ask',
    kind: 'predict',
    id: 'rules',
    text: [paragraph(text('How many listening sockets will the host gain?'))],
    choices: ['none', '1', '2'],
  },
  paragraph(text('Start it with a port that you choose yourself:')),
  {
    type: 'block',
    language: 'sh',
    isRunnable: true,
    text: 'docker run -d --name site -p 8090:80 isolab/static-site\ndocker port site',
  },
  { type: 'heading', level: 2, children: [text('What the two numbers mean')] },
  {
    type: 'list',
    isOrdered: false,
    children: [
      {
        type: 'item',
        children: [code('8090'), text(' is the host’s side: what a browser asks for.')],
      },
      {
        type: 'item',
        children: [code('80'), text(' is where the server in the container listens.')],
      },
    ],
  },
  {
    type: 'table',
    header: [[text('flag')], [text('the engine chooses')], [text('you choose')]],
    rows: [
      [[code('-P')], [text('the host’s port')], [text('nothing')]],
      [[code('-p 8090:80')], [text('nothing')], [text('both')]],
    ],
  },
  {
    type: 'block',
    language: 'text',
    isRunnable: false,
    text: '80/tcp -> 0.0.0.0:8090\n80/tcp -> [::]:8090',
  },
  {
    type: 'quote',
    children: [
      paragraph(
        text('Read more in '),
        {
          type: 'link',
          href: 'https://docs.docker.com/engine/network/',
          children: [text('Docker’s chapter on networks')],
        },
        text('.'),
      ),
    ],
  },
  {
    type: 'ask',
    kind: 'question',
    id: 'order',
    text: [paragraph(text('Which of the two numbers does a browser on the host use?'))],
    choices: [],
  },
];

const tasks: readonly TaskState[] = [
  {
    id: 'detached',
    says: 'A container named `site` runs in the background',
    status: 'passed',
    verdict: {
      status: 'passed',
      expected: '`site` is running',
      observed: '`site` is running',
      see: 'docker ps --filter name=site',
      focus: 'container:site',
    },
    hints: [],
    hintCount: 3,
    hasSolution: true,
  },
  {
    id: 'published',
    says: 'It publishes its port **80** on `8090`',
    status: 'open',
    verdict: {
      status: 'failed',
      expected: '`site` publishes 80/tcp on 8090',
      observed: '`site` publishes 8090/tcp on 80',
      see: 'docker port site',
      focus: 'container:site',
    },
    advice: 'The numbers are the other way round. `-p` takes host first, then container.',
    hints: ['Ports are chosen when a container is created, not afterwards.'],
    hintCount: 3,
    hasSolution: true,
  },
  {
    id: 'answers',
    says: 'The site answers on http://localhost:8090',
    status: 'blocked',
    hints: [],
    hintCount: 2,
    hasSolution: true,
  },
];

const session: SessionState = {
  sessionId: 'port-publishing-1',
  labId: 'port-publishing',
  title: 'Publish a port',
  step: 1,
  steps: [
    {
      id: 'detached',
      title: 'Start it and let it be',
      status: 'finished',
      tasks: [],
      questions: [],
    },
    {
      id: 'on-purpose',
      title: 'Choose the port yourself',
      status: 'open',
      tasks,
      questions: [
        { id: 'rules', kind: 'predict', answer: '1', measured: '2: one for IPv4, one for IPv6' },
        { id: 'order', kind: 'question', answer: '80', isRight: false },
      ],
    },
    { id: 'two', title: 'Two of the same', status: 'not-started', tasks: [], questions: [] },
    { id: 'clean', title: 'Leave no trace', status: 'not-started', tasks: [], questions: [] },
  ],
  vars: { PORT: '8090' },
  engine: { status: 'up' },
  owned: [],
  vms: [],
  folder: '/home/ada/.isolab/sessions/port-publishing-1',
};

/** A learner in the middle of a step, after one wrong try. */
export const guideState: GuideState = {
  session,
  prose,
  objectives: [
    'Start a container in the background and find it again',
    'Choose with `-p` which port of the host reaches which port of a container',
    'Say what the engine does when it publishes a port',
  ],
  nextLab: {
    id: 'first-dockerfile',
    title: 'Your first Dockerfile',
    summary: 'Repair a broken one, build it, run it, look into it.',
  },
};

/** The same session with other tasks in the open step. */
export function withTasks(changed: readonly TaskState[]): GuideState {
  const steps = session.steps.map((step, index) =>
    index === session.step ? { ...step, tasks: changed } : step,
  );
  return { ...guideState, session: { ...session, steps } };
}

const [passed, failed, blocked] = tasks;

/** What the guide looks like when things are not as usual. */
export const otherGuideStates: Readonly<Record<string, GuideState>> = {
  'with the engine gone and a full disk': {
    ...guideState,
    session: {
      ...session,
      engine: {
        status: 'down',
        message: 'The Docker Engine is not answering on /run/docker.sock.',
        fix: 'Start Docker, then choose Retry. On Linux: sudo systemctl start docker.',
      },
      trouble: {
        message: 'Your progress cannot be saved: no space is left on the disk.',
        fix: 'Free some space; nothing that you did is lost while this window is open.',
      },
      steps: withTasks(
        [passed, failed, blocked].flatMap((task) =>
          task === undefined
            ? []
            : [
                {
                  ...task,
                  status: 'unable' as const,
                  verdict: {
                    status: 'unable' as const,
                    expected: '`site` is running',
                    observed: 'the engine is not answering',
                  },
                },
              ],
        ),
      ).session.steps,
    },
  },
  'on a machine of its own': {
    ...guideState,
    session: {
      ...session,
      machine: {
        kind: 'guest',
        title: 'A virtual machine',
        reason: 'It has a kernel of its own: nothing that happens there reaches this computer.',
        alternatives: [],
      },
      note: 'The VM beta did not start: there is no room on the disk. Free some space.',
    },
  },
  'with every hint open': withTasks(
    failed === undefined
      ? []
      : [
          {
            ...failed,
            holdsForMs: 2300,
            hints: [
              'Ports are chosen when a container is created, not afterwards.',
              '`docker run` has a flag that takes HOST:CONTAINER.',
              'docker rm -f site\ndocker run -d --name site -p 8090:80 isolab/static-site',
            ],
          },
        ],
  ),
  'before anything was answered': {
    ...guideState,
    session: {
      ...session,
      steps: session.steps.map((step) => ({
        ...step,
        questions: step.questions.map(({ id, kind }) => ({ id, kind })),
      })),
    },
  },
};
