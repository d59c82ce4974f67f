import type { Command, CommandResult } from '../base/run.ts';
import { guestFileUnreadable, guestFileUnwritable } from '../base/vmErrors.ts';
import type { GuestAgent } from './agent/agent.ts';
import { execInGuest, type GuestResult } from './agent/exec.ts';

/** A file of a guest. */
export interface GuestFile {
  readonly content: Buffer;
  readonly mode: number;
  readonly kind: 'file' | 'folder' | 'other';
}

const maxFileBytes = 1024 * 1024;
const defaultTimeoutMs = 30_000;
const servicesTimeoutMs = 300_000;

/** What the learner's shell in a guest has, so that a command does the same from both. */
const environment = {
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** Runs one program in the guest as root. */
export async function runInGuest(
  agent: GuestAgent,
  command: Command,
  signal: AbortSignal,
): Promise<CommandResult> {
  const result = await execInGuest(
    agent,
    {
      program: command.program,
      args: command.args,
      cwd: command.cwd ?? '/root',
      env: { ...environment, ...command.env },
      input: Buffer.from(command.input ?? ''),
      timeoutMs: command.timeoutMs ?? defaultTimeoutMs,
    },
    signal,
  );
  return { ...result, stdout: result.stdout.toString(), stderr: result.stderr.toString() };
}

const noSuchFile = 44;

/** Reads at most the first MiB of a file of the guest, through links; undefined when there is none. */
export async function readGuestFile(
  agent: GuestAgent,
  path: string,
  signal: AbortSignal,
): Promise<GuestFile | undefined> {
  const script = `[ -e "$1" ] || exit ${noSuchFile}
    stat -L -c %f -- "$1" || exit 1
    [ ! -f "$1" ] || exec head -c ${maxFileBytes} -- "$1"`;
  const { exitCode, stdout, stderr, failure } = await runScript(agent, script, [path], signal);
  if (exitCode === noSuchFile) return undefined;
  if (exitCode !== 0) throw guestFileUnreadable(path, failure ?? stderr.toString().trim());
  const end = stdout.indexOf('\n');
  const mode = Number.parseInt(stdout.subarray(0, end).toString(), 16);
  return { content: stdout.subarray(end + 1), mode: mode & 0o7777, kind: kindOf(mode) };
}

/** Writes a file of the guest, in a folder that is there. */
export async function writeGuestFile(
  agent: GuestAgent,
  path: string,
  content: Uint8Array,
  mode: number,
  signal: AbortSignal,
): Promise<void> {
  const script = 'cat >"$1" && chmod -- "$2" "$1"';
  const args = [path, mode.toString(8)];
  const { exitCode, stderr, failure } = await runScript(agent, script, args, signal, {
    input: content,
  });
  if (exitCode !== 0) throw guestFileUnwritable(path, failure ?? stderr.toString().trim());
}

/** Asks the guest to power down; it has heard when this resolves. */
export async function powerDown(agent: GuestAgent, signal: AbortSignal): Promise<void> {
  await runScript(agent, 'exec poweroff', [], signal);
}

/** Waits until what the guest starts after its boot answers: in the variant `docker` the engine, with its images. */
export async function waitForServices(agent: GuestAgent, signal: AbortSignal): Promise<void> {
  const script = `[ ! -x /usr/sbin/dockerd ] ||
    until [ -S /run/docker.sock ] && [ ! -e /var/lib/isolab/images.tar ]; do usleep 100000; done`;
  await runScript(agent, script, [], signal, { timeoutMs: servicesTimeoutMs });
}

/** Lets the guest write what it still holds in memory to its disks. */
export async function writeOut(agent: GuestAgent, signal: AbortSignal): Promise<void> {
  await runScript(agent, 'exec sync', [], signal);
}

/** Tells the programs on a console its size; 0 is the serial line. */
export async function resizeTerminal(
  agent: GuestAgent,
  index: number,
  rows: number,
  columns: number,
  signal: AbortSignal,
): Promise<void> {
  const terminal = index === 0 ? 'ttyS0' : `hvc${index - 1}`;
  const program = '/usr/lib/isolab/resize';
  const args = [terminal, String(rows), String(columns)];
  await runInGuest(agent, { program, args }, signal);
}

/** Gives a guest that continues from an earlier moment today's time. */
export async function setClock(agent: GuestAgent, signal: AbortSignal): Promise<void> {
  await runScript(agent, setDate, [now()], signal);
}

/**
 * Makes a guest that continues from a state that others continue from too a machine of its own: time, name, random
 * numbers. The kernel mixes in what is written to /dev/urandom and uses it when told by RNDRESEEDCRNG (random(4));
 * Debian's kernel for clouds does not know the device that would tell it. The shell on its serial line starts anew,
 * because its prompt has the name.
 */
export async function personalize(
  agent: GuestAgent,
  name: string,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const script = `${setDate}
    hostname "$2"; echo "$2" >/etc/hostname
    printf '127.0.0.1 localhost\\n127.0.1.1 %s\\n::1 localhost\\n' "$2" >/etc/hosts
    [ ! -e /etc/machine-id ] || echo "$3" >/etc/machine-id
    perl -e 'open R, ">", "/dev/urandom"; syswrite R, join "", <STDIN>; ioctl R, 0x5207, 0'
    pkill -HUP -t ttyS0 >/dev/null 2>&1 &`;
  const seed = crypto.getRandomValues(new Uint8Array(64));
  await runScript(agent, script, [now(), name, uuid.replaceAll('-', '')], signal, { input: seed });
}

// Its commands are busybox's, which are there faster than Debian's.
function runScript(
  agent: GuestAgent,
  script: string,
  args: readonly string[],
  signal: AbortSignal,
  options: { readonly input?: Uint8Array; readonly timeoutMs?: number } = {},
): Promise<GuestResult> {
  const command = { program: '/bin/busybox', args: ['sh', '-c', script, 'sh', ...args], cwd: '/' };
  const env = { ...environment, PATH: `/usr/lib/isolab/bin:${environment.PATH}` };
  const { input = new Uint8Array(), timeoutMs = defaultTimeoutMs } = options;
  return execInGuest(agent, { ...command, env, input, timeoutMs }, signal);
}

// busybox's own knows no parts of a second.
const setDate = '/bin/date -s "@$1"';

// Seconds since the epoch.
function now(): string {
  return (Date.now() / 1000).toFixed(3);
}

// inode(7): S_IFMT and its values.
function kindOf(mode: number): GuestFile['kind'] {
  const type = mode & 0o170000;
  return type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other';
}
