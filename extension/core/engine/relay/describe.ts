import { redactData } from '../../base/redact.ts';
import { findCreated } from './created.ts';
import type { Exchange, Stage } from './exchange.ts';
import type { AskedCall, HeardCall, RecordedCall } from './recordedCall.ts';

/** A call as it is told at this stage: plain data that stays as it is, without secrets. */
export function describeHeard(stage: Stage, connection: number, call: Exchange): HeardCall {
  const { status, answeredAt, endedAt, upgrade, within, request, progress, note } = call;
  const answer = call.answer ?? progress;
  return {
    stage,
    connection,
    ...describeTarget(call),
    method: call.method,
    ...(status === 0 ? {} : { status }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(within === undefined ? {} : { within }),
    sentBytes: call.sentBytes,
    receivedBytes: call.receivedBytes,
    ...(request === undefined ? {} : { request: redactData(request) }),
    ...(answer === undefined ? {} : { answer: redactData(answer) }),
    created: stage === 'ended' && note === undefined ? findCreated(call) : [],
    ...(note === undefined ? {} : { note }),
  };
}

/** A call that may make something, before it reaches the engine. */
export function describeAsked(call: Exchange): AskedCall {
  const { request } = call;
  return {
    ...describeTarget(call),
    ...(request === undefined ? {} : { request: redactData(request) }),
  };
}

/** What was called, once for each thing that was made; nothing while it goes on, or where its answer was not heard. */
export function describeCalls({
  stage,
  upgrade,
  status = 0,
  created,
  ...call
}: HeardCall): readonly RecordedCall[] {
  const isDone =
    stage === (upgrade === undefined ? 'ended' : 'answered') && call.note === undefined;
  if (!isDone) return [];
  const { id, at, method, path, query, request, answer } = call;
  const recorded = { id, at, method, path, query, status, request, answer };
  return created.length === 0
    ? [recorded]
    : created.map((each) => ({ ...recorded, created: each }));
}

function describeTarget({ id, at, path, query }: Exchange): Omit<AskedCall, 'request'> {
  const names = [...new Set(query.keys())];
  const values = names.map(
    (name) => [name, describeParameter(name, query.getAll(name).join(','))] as const,
  );
  return { id, at, path, query: Object.fromEntries(values) };
}

/** Some parameters hold JSON: filters, labels, and arguments of a build, any of which may be a secret. */
function describeParameter(name: string, value: string): string {
  if (!/^[[{]/.test(value)) return String(redactData(value, name));
  try {
    const data: unknown = JSON.parse(value);
    return JSON.stringify(redactData(data, name));
  } catch {
    return '***';
  }
}
