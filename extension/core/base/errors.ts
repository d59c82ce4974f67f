import { t } from './l10n.ts';

/** An expected failure: what happened, and what the person can do about it. Recognised by `code`, never by text. */
export class IsolabError extends Error {
  override readonly name = 'IsolabError';

  constructor(
    readonly code: string,
    message: string,
    readonly fix: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** True when `error` is the expected failure with this code. */
export function isError(error: unknown, code: string): error is IsolabError {
  return error instanceof IsolabError && error.code === code;
}

// The catalogue: one factory per condition, each with its remedy.

/** The engine's socket exists or was named, and nothing answers on it. */
export function engineNotAnswering(address: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'engine-not-answering',
    t('The Docker Engine is not answering on {0}.', address),
    t('Start Docker, then choose Retry. On Linux: sudo systemctl start docker.'),
    cause,
  );
}

/** The engine was asked and said no; `said` is its own sentence. */
export function engineRefused(question: string, said: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'engine-refused',
    t('The engine refused to {0}: {1}', question, said),
    t('Read the reason given; the same with the docker command gives the same answer.'),
    cause,
  );
}

/** The engine did not answer this question in time, though it took the connection. */
export function engineTooSlow(question: string, limitMs: number, cause?: unknown): IsolabError {
  return new IsolabError(
    'engine-too-slow',
    t('The engine did not {0} within {1} seconds.', question, limitMs / 1000),
    t('The machine may be out of memory or very busy. If it stays so, restart Docker.'),
    cause,
  );
}

/** The journal or its folder cannot be written; nothing that happens now is kept. */
export function journalNotWritable(path: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'journal-not-writable',
    t('Your progress cannot be saved in {0}: {1}.', path, reasonOf(cause)),
    t('Free some space, or make the folder writable; Isolab tries again by itself.'),
    cause,
  );
}

/** A line of the journal, not the last one, is not what Isolab writes. */
export function journalCorrupt(
  path: string,
  line: number,
  problem: string,
  cause?: unknown,
): IsolabError {
  return new IsolabError(
    'journal-corrupt',
    t('The journal {0} is damaged at line {1}: {2}.', path, line, problem),
    t('Delete that line to go on without it, or remove the lab to start anew.'),
    cause,
  );
}

/** A line of the journal was written by a later version of Isolab. */
export function journalTooNew(path: string, line: number): IsolabError {
  return new IsolabError(
    'journal-too-new',
    t('Line {1} of the journal {0} was written by a newer Isolab.', path, line),
    t('Update Isolab, or remove the lab to start anew.'),
  );
}

/** Another process has this lab open. */
export function sessionInUse(title: string, holder: string): IsolabError {
  return new IsolabError(
    'session-in-use',
    t('The lab "{0}" is already open in {1}.', title, holder),
    t('Go on there, or close it there and open the lab here again.'),
  );
}

/** Another process has this lab open and should answer this one, and did not. */
export function sessionNotReached(reason: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'session-not-reached',
    t('The program that has this lab open does not answer: {0}.', reason),
    t('Try again, go on there, or close the lab there.'),
    cause,
  );
}

/** There is no program here that gives a terminal to type into. */
export function noTerminal(what: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'no-terminal',
    t('Isolab cannot type into a terminal here: {0} has none to offer.', what),
    t('Use Linux or macOS with bash and script(1) (Debian: bsdutils).'),
    cause,
  );
}

/** A typed line did not come to an end. */
export function typingStuck(screen: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'typing-stuck',
    t('A typed command did not come to its end. The terminal shows:\n{0}', screen.slice(-2_000)),
    t('See what the last command waits for.'),
    cause,
  );
}

/** What another program or Node said of its failure. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause ?? '');
}

/** No engine answers anywhere; `tried` has one line for each address and why it failed. */
export function engineNotFound(tried: readonly string[], fix: string): IsolabError {
  const [only = '', ...others] = tried;
  return new IsolabError(
    'engine-not-found',
    others.length === 0
      ? t('No Docker Engine answers. {0}.', only)
      : t('No Docker Engine answers at any of {0} usual places.', tried.length),
    fix,
    new Error(tried.join('\n')),
  );
}

/** The address in a setting or in DOCKER_HOST is not one. */
export function engineAddressUnreadable(text: string, source: string): IsolabError {
  return new IsolabError(
    'engine-address-unreadable',
    t('{0} holds "{1}", which is no address of an engine.', source, text),
    t('Use unix:///path, tcp://host:port, ssh://user@host or npipe:////./pipe/name.'),
  );
}

/** The Docker context in use does not exist, or names no engine. */
export function engineContextMissing(name: string): IsolabError {
  return new IsolabError(
    'engine-context-missing',
    t('The Docker context "{0}" is in use and does not exist.', name),
    t('Choose one that exists: docker context ls, then docker context use NAME.'),
  );
}

/** Nothing of the kernel can be read: /proc is not there, or shows nobody. */
export function kernelNotReadable(path: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'kernel-not-readable',
    t('The kernel cannot be read: {0} shows nothing.', path),
    t('Isolab reads /proc: run it on Linux, or let it use its helper container.'),
    cause,
  );
}

/** Building, pulling, saving or loading an image ended with this reason. */
export function imageWorkFailed(image: string, reason: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'image-work-failed',
    t('The image {0} could not be made: {1}', image, reason),
    t('Check the network and the free disk space (docker system df), then try again.'),
    cause,
  );
}

/** No recipe makes this image, and no registry gives it. */
export function imageWithoutRecipe(image: string): IsolabError {
  return new IsolabError(
    'image-without-recipe',
    t('The image {0} is not on this engine, and there is no recipe for it.', image),
    t('Connect to the network and run: docker pull {0}', image),
  );
}

/** The first image can be made only where Debian's tools are. */
export function bootstrapImpossible(image: string, reason: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'bootstrap-impossible',
    t('The image {0} cannot be made here: {1}', image, reason),
    t(
      'On Debian or Ubuntu: sudo apt-get install mmdebstrap. Elsewhere: docker pull {0}, or load a bundle with: isolab images load FILE',
      image,
    ),
    cause,
  );
}

/** A guest can be made where Debian's tools are, here or in a container. */
export function guestImpossible(variant: string, reason: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'guest-impossible',
    t('The guest {0} cannot be made here: {1}', variant, reason),
    t(
      'Start Docker, or as root on Debian or Ubuntu: apt-get install mmdebstrap e2fsprogs qemu-utils. Without a network load a bundle: isolab images load FILE',
    ),
    cause,
  );
}

/** A recipe's folder is not as it must be. */
export function recipeBroken(path: string, reason: string): IsolabError {
  return new IsolabError(
    'recipe-broken',
    t('The recipe {0} cannot be used: {1}', path, reason),
    t('Correct the file; labs/images/README.md says what belongs in it.'),
  );
}

/** A file that was given as a bundle of images is none, or is damaged. */
export function bundleUnusable(path: string, reason: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'bundle-unusable',
    t('{0} is not a usable bundle of images: {1}', path, reason),
    t('Copy it again from where it was made, or make a new one with: isolab images save FILE'),
    cause,
  );
}

/** The helper container that reads the kernel went away, or said something else than agreed. */
export function helperEnded(cause?: unknown): IsolabError {
  return new IsolabError(
    'helper-ended',
    t('The helper container that reads the kernel has ended.'),
    t('Choose Retry: Isolab starts it again.'),
    cause,
  );
}

/** The helper container is there and does not answer. */
export function helperSilent(): IsolabError {
  return new IsolabError(
    'helper-silent',
    t('The helper container that reads the kernel does not answer.'),
    t('Choose Retry: Isolab starts another one.'),
  );
}

/** The program that reads the tape has ended, by itself or with its container or guest. */
export function tapeEnded(reason: string): IsolabError {
  return new IsolabError(
    'tape-ended',
    t('The kernel’s tape has ended: {0}', reason),
    t('Close the lab and open it again: a new tape begins.'),
  );
}

/** The program that reads the tape is there and does not answer. */
export function tapeSilent(): IsolabError {
  return new IsolabError(
    'tape-silent',
    t('The program that reads the kernel’s tape does not answer.'),
    t('The machine may be very busy. Close the lab and open it again: a new tape begins.'),
  );
}

/** The relay's socket would have a longer name than the system allows. */
export function relayPathTooLong(path: string, maxBytes: number): IsolabError {
  return new IsolabError(
    'relay-path-too-long',
    t('The path {0} is too long for a socket: {1} bytes are allowed.', path, maxBytes),
    t('Set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter path.'),
  );
}

/** Another process listens on the relay's socket. */
export function relayPathTaken(path: string): IsolabError {
  return new IsolabError(
    'relay-path-taken',
    t('Another window of Isolab uses {0}.', path),
    t('Close that lab in the other window, then open it here again.'),
  );
}

/** The engine answered, in a shape that Isolab does not know. */
export function engineNotUnderstood(question: string, cause: unknown): IsolabError {
  return new IsolabError(
    'engine-not-understood',
    t('The engine was asked to {0}, and its answer was not understood.', question),
    t(
      'Isolab knows Docker 20.10 and later and Podman 4.3 and later. Please report the version shown by: docker version',
    ),
    cause,
  );
}

/** A registry answered, and not as its API says. */
export function registryNotUnderstood(url: string, reason: string): IsolabError {
  return new IsolabError(
    'registry-not-understood',
    t('The registry was asked for {0}, and its answer is of no use: {1}.', url, reason),
    t('If it runs in a container, its log says more: docker logs NAME'),
  );
}

/** There is no lab of this name; `meant` is the one that was perhaps meant. */
export function labUnknown(id: string, meant: string | undefined): IsolabError {
  return new IsolabError(
    'lab-unknown',
    meant === undefined
      ? t('There is no lab named "{0}".', id)
      : t('There is no lab named "{0}". Did you mean {1}?', id, meant),
    t('isolab list shows all labs.'),
  );
}

/** The lab has mistakes in its files and cannot be opened. */
export function labBroken(id: string, problems: string): IsolabError {
  return new IsolabError(
    'lab-broken',
    t('The lab "{0}" has mistakes in its files:\n{1}', id, problems),
    t('Mend them; isolab verify tells when all is well.'),
  );
}

/** The lab has not been started, so there is nothing to check or reset. */
export function labNotStarted(id: string): IsolabError {
  return new IsolabError(
    'lab-not-started',
    t('The lab "{0}" has not been started.', id),
    t('Start it: isolab start {0}', id),
  );
}

/** A command was called with words that it does not understand. */
export function wrongUsage(problem: string, usage: string): IsolabError {
  return new IsolabError('wrong-usage', problem, usage);
}

/** A file does not hold a recording, or only a part of one. */
export function recordingNotReadable(problem: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'recording-not-readable',
    t('This file cannot be read as a recording: {0}.', problem),
    t('Save the recording anew where it was made, and copy the whole file.'),
    cause,
  );
}

/** A recording was saved by a later version of Isolab. */
export function recordingTooNew(version: number, known: number): IsolabError {
  return new IsolabError(
    'recording-too-new',
    t(
      'This recording has version {0} of its format; this Isolab knows versions up to {1}.',
      version,
      known,
    ),
    t('Update Isolab, then open it again.'),
  );
}

/** A view asked for a recording that has made room for newer ones. */
export function recordingForgotten(): IsolabError {
  return new IsolabError(
    'recording-forgotten',
    t('This recording is not kept any more.'),
    t('The last 50 of a lab are kept. Save those that you want to keep longer.'),
  );
}
