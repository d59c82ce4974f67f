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
