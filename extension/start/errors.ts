import { IsolabError } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';

// The conditions that only `npm start` meets, each with its remedy.

/** There is no VS Code for the browser for this system and processor. */
export function vscodeWebNotHere(system: string): IsolabError {
  return new IsolabError(
    'vscode-web-not-here',
    t('VS Code in the browser can only be set up on Linux with x64 or arm64; this is {0}.', system),
    t('Install VS Code from https://code.visualstudio.com, then run npm start again.'),
  );
}

/** VS Code's server ended before it listened; `said` is the end of its output. */
export function vscodeWebDidNotStart(said: string): IsolabError {
  return new IsolabError(
    'vscode-web-did-not-start',
    t('VS Code in the browser did not start: {0}', said),
    t('If a port was chosen with --port, choose another one.'),
  );
}

/** VS Code would not take the extension; `said` is what it printed. */
export function extensionNotInstalled(said: string): IsolabError {
  return new IsolabError(
    'extension-not-installed',
    t('VS Code did not install Isolab: {0}', said),
    t('Build it again with npm run package.'),
  );
}

/** Docker's daemon ended or was silent; `said` is the end of its log. */
export function dockerdDidNotStart(said: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'dockerd-did-not-start',
    t('Docker’s daemon did not start. The end of its log:\n{0}', said),
    t('Start it by hand to see more: sudo dockerd'),
    cause,
  );
}

/** Debian's package tools failed; `said` is the end of their output. */
export function packagesNotInstalled(names: string, said: string): IsolabError {
  return new IsolabError(
    'packages-not-installed',
    t('The Debian packages {0} could not be installed:\n{1}', names, said),
    t('As root, run: apt-get update && apt-get install --no-install-recommends {0}', names),
  );
}

/** Docker Compose 2 could not be installed; `said` is why. */
export function composeNotInstalled(said: string): IsolabError {
  return new IsolabError(
    'compose-not-installed',
    t('Docker Compose could not be installed: {0}', said),
    t('Install the plugin by hand: https://docs.docker.com/compose/install/linux'),
  );
}

/** Something has to be done by the person first. */
export function needsPerson(says: string, commands: readonly string[]): IsolabError {
  return new IsolabError(
    'needs-person',
    says,
    commands.map((command) => `    ${command}`).join('\n'),
  );
}

/** The command line was not understood. */
export function wrongUsage(says: string, cause?: unknown): IsolabError {
  return new IsolabError('wrong-usage', says, t('See npm start -- --help.'), cause);
}

/** There is no lab of this name; `known` are those that there are. */
export function noSuchLab(id: string, known: readonly string[]): IsolabError {
  return new IsolabError(
    'no-such-lab',
    t('There is no lab "{0}".', id),
    t('The labs are: {0}.', known.join(', ')),
  );
}

/** The bundles could not be made; `said` is what the build printed. */
export function buildFailed(said: string): IsolabError {
  return new IsolabError(
    'build-failed',
    t('Isolab could not be built:\n{0}', said),
    t('npm run build shows the same.'),
  );
}
