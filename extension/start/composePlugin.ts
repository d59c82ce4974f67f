import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeVersion } from '../core/base/composeVersion.ts';
import { t } from '../core/base/l10n.ts';
import { run, type Command, type CommandResult } from '../core/base/run.ts';
import { composePackage, composePackageNames, mirrorOf } from './composePackage.ts';
import { composeNotInstalled } from './errors.ts';

/** Runs a program with its arguments as root. */
type RunAsRoot = (words: readonly string[]) => Promise<CommandResult>;

/** Where Docker's client looks for plugins beside those of packages (docker/cli, cli-plugins/manager). */
const pluginFolder = '/usr/local/lib/docker/cli-plugins';

// A slow mirror.
const limitMs = 10 * 60_000;

/** Installs Docker Compose 2: the system's own package where it has one, else the plugin out of Debian 13's. */
export async function installCompose(asRoot: RunAsRoot, signal: AbortSignal): Promise<void> {
  await asRoot(['apt-get', 'update', '-q']);
  const policy = await run(
    { program: 'apt-cache', args: ['policy', ...composePackageNames], env: { LC_ALL: 'C' } },
    signal,
  );
  const packaged = composePackage(policy.stdout);
  if (packaged === undefined) await takeFromDebian13(asRoot, signal);
  else demand(await asRoot(['apt-get', 'install', '-qy', '--no-install-recommends', packaged]));
  if ((await composeVersion(signal)) === undefined) {
    throw composeNotInstalled(t('It is there now, and does not run.'));
  }
}

/**
 * Debian 13's plugin is one file that needs nothing but libc 2.34, which Debian 12 has. It comes through a root of its
 * own for apt: this system's package lists stay what they are.
 */
async function takeFromDebian13(asRoot: RunAsRoot, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isolab-apt-'));
  const here = async (command: Command): Promise<CommandResult> =>
    demand(await run({ cwd: folder, timeoutMs: limitMs, ...command }, signal));
  try {
    const targets = await here({ program: 'apt-get', args: ['indextargets', ...targetFormat] });
    const mirror = mirrorOf(targets.stdout);
    if (mirror === undefined) throw composeNotInstalled(t('This system has no package of it.'));
    for (const each of ['state/lists/partial', 'cache/archives/partial']) {
      await mkdir(path.join(folder, each), { recursive: true });
    }
    const sources = path.join(folder, 'sources.list');
    await writeFile(sources, `deb [signed-by=${keyring}] ${mirror} trixie main\n`);
    const options = [
      ...['-o', `Dir::State=${folder}/state`, '-o', `Dir::Cache=${folder}/cache`],
      ...['-o', `Dir::Etc::SourceList=${sources}`, '-o', 'Dir::Etc::SourceParts=/dev/null'],
      // apt's own user may not enter our folder.
      ...['-o', 'APT::Sandbox::User=root', '-q'],
    ];
    await here({ program: 'apt-get', args: [...options, 'update'] });
    await here({ program: 'apt-get', args: [...options, 'download', 'docker-compose'] });
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    await here({ program: 'dpkg-deb', args: ['-x', file, 'files'] });
    const plugin = path.join(folder, 'files/usr/libexec/docker/cli-plugins/docker-compose');
    demand(await asRoot(['install', '-D', '-m', '755', plugin, `${pluginFolder}/docker-compose`]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const targetFormat = [
  '--format',
  '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)',
  'Created-By: Packages',
];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

function demand(result: CommandResult): CommandResult {
  const { exitCode, stdout, stderr, failure = '' } = result;
  if (exitCode === 0) return result;
  const said = `${stdout}${stderr}${failure}`.trimEnd().split('\n').slice(-5).join('\n');
  throw composeNotInstalled(said);
}
