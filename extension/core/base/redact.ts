import { splitShellWords } from './shellWords.ts';

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
  if (typeof data === 'string') {
    return namesSecret(name) && data !== '' ? redacted : redactText(data, 0);
  }
  if (Array.isArray(data)) {
    return data.every((each) => typeof each === 'string')
      ? redactArgs(data)
      : data.map((each: unknown) => redactData(each));
  }
  if (typeof data !== 'object' || data === null) return data;
  // What a build is told is often a secret, whatever its name.
  const prefix = name === 'buildargs' ? 'build-arg:' : '';
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, redactData(value, prefix + key)]),
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
  for (let first = 0; first < words.length; first++) {
    const operator = words.findIndex(({ isOperator }, at) => at >= first && isOperator);
    const last = operator < 0 ? words.length : operator;
    const command = words.slice(first, last);
    const isInput = words[first - 1]?.text === '<<<';
    const isPiped = words[last]?.text === '|' && /^(?:echo|printf)$/.test(command[0]?.text ?? '');
    const texts = redactArgsAt(
      command.map(({ text }) => text),
      depth,
    );
    for (const [at, { start, end, text }] of command.entries()) {
      const isPassword = readsPassword && (isInput ? at === 0 : isPiped && at > 0);
      const shown = isPassword ? redacted : (texts[at] ?? '');
      if (shown === text) continue;
      result += line.slice(copied, start) + quoted(shown);
      copied = end;
    }
    first = last;
  }
  return result + line.slice(copied);
}

function redactArgsAt(args: readonly string[], depth: number): readonly string[] {
  return args.map((arg, at) => {
    const before = args[at - 1] ?? '';
    if (takesSecret(before, args.slice(0, at - 1))) return redacted;
    const short = shortOption(arg, args.slice(0, at));
    if (short !== undefined && arg.length > short.length) return short + redacted;
    const [, name = '', value = ''] = /^((?:--)?[\w.-]+)=([^]+)$/.exec(arg) ?? [];
    const isBuildArg = before === '--build-arg' || name === '--build-arg';
    if (name === '--build-arg') return `${name}=${value.replace(/=[^]*/, `=${redacted}`)}`;
    if (value !== '' && (isBuildArg || (namesSecret(name) && !otherOptions.test(name)))) {
      return `${name}=${redacted}`;
    }
    // Dockerfile: `ENV NAME value`.
    if (/^env$/i.test(args[at - 2] ?? '') && namesSecret(before)) return redacted;
    return redactText(arg, depth);
  });
}

/** True when the argument after this one is a secret. */
function takesSecret(option: string, earlier: readonly string[]): boolean {
  if (/^--[\w-]+$/.test(option)) return namesSecret(option) && !otherOptions.test(option);
  return shortOption(option, earlier) === option;
}

/** The option that this argument begins with, if that carries a secret. */
function shortOption(arg: string, earlier: readonly string[]): string | undefined {
  if (!arg.startsWith('-')) return undefined;
  const found = earlier.flatMap(
    (word) => secretOptions[word.split('/').at(-1) ?? '']?.exec(arg) ?? [],
  );
  return found[0];
}

function redactText(text: string, depth: number): string {
  const header = /^([\w.-]+):\s+[^]+$/.exec(text)?.[1];
  if (header !== undefined && namesSecret(header)) return `${header}: ${redacted}`;
  const shown = text.replaceAll(privateKey, redacted);
  return /\s/.test(shown) && depth < maxDepth ? redactLineAt(shown, depth + 1) : redactWord(shown);
}

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*-----|$)/g;
const address = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/@:]*):[^\s/@]+@/gi;
/** What GitHub, GitLab, Docker Hub, Slack, Amazon and Swarm give out, and JSON Web Tokens. */
const knownTokens =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|dckr_[po]at_[\w-]{10,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|SWMTKN-[\w-]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g;
const assignment = /([\w.-]+)=("[^"]*"|'[^']*'|[^\s,;&"'})]+)/g;
const field = /(["'])([\w.-]+)\1(\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[\w.-]+)/g;

function redactWord(word: string): string {
  return word
    .replaceAll(address, `$1:${redacted}@`)
    .replaceAll(knownTokens, redacted)
    .replaceAll(field, (all, mark: string, name: string, colon: string) =>
      namesSecret(name) ? `${mark}${name}${mark}${colon}${mark}${redacted}${mark}` : all,
    )
    .replaceAll(assignment, (_, name: string, value: string) =>
      namesSecret(name) ? `${name}=${redacted}` : `${name}=${redactWord(value)}`,
    );
}

function quoted(text: string): string {
  return /^[^\s"'|&;()<>$`\\]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
