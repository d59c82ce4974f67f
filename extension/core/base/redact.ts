import { singleQuoted } from './quote.ts';
import { splitShellWords, type ShellWord } from './shellWords.ts';

/** What stands in the place of a secret. */
const redacted = '***';

/** A command line as it was typed, without the secrets in it; all else is unchanged. */
export function redactLine(line: string): string {
  return redactLineAt(line, 0);
}

/** The arguments of a program, the first being its name, without the secrets in them. */
export function redactArgs(args: readonly string[]): readonly string[] {
  return redactArgsAt(args, 0);
}

/** Plain data, as JSON holds it, without the secrets in it; `name` is the field that it stands in. */
export function redactData(data: unknown, name = ''): unknown {
  return redactDataAt(data, name, 0);
}

/** Deeper than this no body of the engine's API goes. */
const maxNesting = 50;

function redactDataAt(data: unknown, name: string, depth: number): unknown {
  if (typeof data === 'string') {
    return namesSecret(name) && data !== '' ? redacted : redactText(data, 0);
  }
  if (typeof data !== 'object' || data === null) return data;
  if (depth > maxNesting) return redacted;
  if (Array.isArray(data)) {
    return data.every((each) => typeof each === 'string')
      ? redactArgs(data)
      : data.map((each: unknown) => redactDataAt(each, '', depth + 1));
  }
  // What a build is told is often a secret, whatever its name.
  const prefix = name === 'buildargs' ? 'build-arg:' : '';
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, redactDataAt(value, prefix + key, depth + 1)]),
  );
}

const secretNames =
  /^build-arg:|pass|secret|token|credential|private|cookie|auth(?!or(?!iz))|.pwd$|key(?![a-rt-z])/i;
/** The value is where a secret is, or something else. */
const otherNames = /(?:file|path|dir|sock|stdin)$|^(?:oldpwd|(?:--)?detach-?keys)$/i;
/** Options of which the same is true. */
const otherOptions = /^--(?:secret|key|tlskey|with-registry-auth)$/;

/** True for a variable, an option or a field whose value is a secret: rather one too many than one too few. */
function namesSecret(name: string): boolean {
  return secretNames.test(name) && !otherNames.test(name);
}

/** Short options that carry a secret, by the word that they come after. */
const secretOptions: Readonly<Record<string, RegExp>> = {
  login: /^-p/,
  mysql: /^-p/,
  mysqldump: /^-p/,
  mysqladmin: /^-p/,
  mariadb: /^-p/,
  sshpass: /^-p/,
  'redis-cli': /^-a/,
  curl: /^(?:-u|--user$)/,
};

/** Deeper than this nobody writes a command within a command. */
const maxDepth = 4;

function redactLineAt(line: string, depth: number): string {
  const words = splitShellWords(line);
  const readsPassword = words.some(({ text }) => text === '--password-stdin');
  let result = '';
  let copied = 0;
  for (const { command, before, after } of commandsIn(words)) {
    const texts = command.map(({ text }) => text);
    const isPiped = after === '|' && /^(?:echo|printf)$/.test(texts[0] ?? '');
    const shown = redactArgsAt(texts, depth);
    for (const [at, { start, end, text }] of command.entries()) {
      const isPassword = readsPassword && (before === '<<<' ? at === 0 : isPiped && at > 0);
      const word = isPassword ? redacted : (shown[at] ?? '');
      if (word === text) continue;
      result += line.slice(copied, start) + quoted(word);
      copied = end;
    }
  }
  return result + line.slice(copied);
}

/** The commands of a line, and what stands between them. */
function* commandsIn(words: readonly ShellWord[]) {
  let command: ShellWord[] = [];
  let before = '';
  for (const word of words) {
    if (!word.isOperator) command.push(word);
    else {
      yield { command, before, after: word.text };
      [command, before] = [[], word.text];
    }
  }
  yield { command, before, after: '' };
}

function redactArgsAt(args: readonly string[], depth: number): readonly string[] {
  /** Which short options carry a secret after the words so far. */
  const short: RegExp[] = [];
  return args.map((arg, at) => {
    const [before = '', beforeThat = ''] = [args[at - 1], args[at - 2]];
    const isNext = takesSecret(before, short);
    const option = secretOptions[arg.slice(arg.lastIndexOf('/') + 1)];
    if (option !== undefined) short.push(option);
    if (isNext) return redacted;
    const attached = shortOption(arg, short);
    if (attached !== undefined && arg.length > attached.length) return attached + redacted;
    const [, name = '', value = ''] = /^((?:--)?[\w.-]+)=([^]+)$/.exec(arg) ?? [];
    if (name === '--build-arg') return `${name}=${value.replace(/=[^]*/, `=${redacted}`)}`;
    const isSecret = namesSecret(name) && !otherOptions.test(name);
    if (value !== '' && (isSecret || before === '--build-arg')) return `${name}=${redacted}`;
    // Dockerfile: `ENV NAME value`.
    if (/^env$/i.test(beforeThat) && namesSecret(before)) return redacted;
    return redactText(arg, depth);
  });
}

/** True when the argument after this one is a secret. */
function takesSecret(option: string, short: readonly RegExp[]): boolean {
  if (/^--[\w-]+$/.test(option)) return namesSecret(option) && !otherOptions.test(option);
  return shortOption(option, short) === option;
}

/** The option that this argument begins with, if that carries a secret. */
function shortOption(arg: string, short: readonly RegExp[]): string | undefined {
  if (!arg.startsWith('-')) return undefined;
  return short.flatMap((option) => option.exec(arg)?.[0] ?? [])[0];
}

function redactText(text: string, depth: number): string {
  const header = /^([\w.-]+):\s+[^]+$/.exec(text)?.[1];
  if (header !== undefined && namesSecret(header)) return `${header}: ${redacted}`;
  const shown = text.replaceAll(privateKey, redacted);
  return /\s/.test(shown) && depth < maxDepth ? redactLineAt(shown, depth + 1) : redactWord(shown);
}

// Each begins only where a word does: otherwise a long text without a secret would take its length squared.
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*-----|$)/g;
const address = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/[^\s/@:]*):[^\s/@]+@/gi;
/** What GitHub, GitLab, Docker Hub, Slack, Amazon and Swarm give out, and JSON Web Tokens. */
const knownTokens =
  /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|dckr_[po]at_[\w-]{10,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|SWMTKN-[\w-]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g;
const assignment = new RegExp(
  String.raw`(?<![\w.-])(?=[\w.-]*(?:${secretNames.source}))([\w.-]+)=("[^"]*"|'[^']*'|[^\s,;&"'})]+)`,
  'gi',
);
const field = /(["'])([\w.-]+)\1(\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[\w.-]+)/g;

function redactWord(word: string): string {
  return word
    .replaceAll(address, `$1:${redacted}@`)
    .replaceAll(knownTokens, redacted)
    .replaceAll(field, (all, mark: string, name: string, colon: string) =>
      namesSecret(name) ? `${mark}${name}${mark}${colon}${mark}${redacted}${mark}` : all,
    )
    .replaceAll(assignment, (all, name: string) =>
      namesSecret(name) ? `${name}=${redacted}` : all,
    );
}

function quoted(text: string): string {
  return /^[^\s"'|&;()<>$`\\]*$/.test(text) ? text : singleQuoted(text);
}
