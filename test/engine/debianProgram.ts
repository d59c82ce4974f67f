import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';

const exec = promisify(execFile);

/**
 * Fetches a Debian package and unpacks it, once, and gives the path of a file in it. Nothing is installed: so it may
 * be of another release than this machine's, and a package with a service in it starts none.
 */
export async function debianProgram(suite: string, name: string, path: string): Promise<string> {
  const parent = join(cacheFolder(), 'debian');
  const folder = join(parent, `${suite}-${name}`);
  if (!existsSync(folder)) {
    await mkdir(parent, { recursive: true });
    const work = await mkdtemp(join(parent, 'new-'));
    try {
      await fetchPackage(suite, name, work);
      await rename(join(work, 'root'), folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return join(folder, path);
}

/** With lists and settings of its own: those of the machine stay as they are. */
async function fetchPackage(suite: string, name: string, work: string): Promise<void> {
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const source = `deb [signed-by=${keyring}] ${await findMirror()} ${suite} main\n`;
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await writeFile(join(work, 'sources.list'), source);
  await writeFile(join(work, 'status'), '');
  const settings = Object.entries({
    'Dir::Etc::SourceList': join(work, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': work,
    'APT::Sandbox::User': 'root',
  }).flatMap(([setting, value]) => ['-o', `${setting}=${value}`]);
  await exec('apt-get', [...settings, '-q', 'update'], { cwd: work });
  await exec('apt-get', [...settings, '-q', 'download', name], { cwd: work });
  const file = (await readdir(work)).find((each) => each.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get downloaded no ${name} of ${suite}`);
  await exec('dpkg', ['-x', join(work, file), join(work, 'root')]);
}

/** Where this machine gets its own Debian packages from. */
async function findMirror(): Promise<string> {
  const { stdout } = await exec('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Label: Debian',
  ]);
  const mirror = stdout.split('\n')[0];
  if (!mirror) throw new Error('apt knows no source of Debian packages: run apt-get update');
  return mirror;
}
