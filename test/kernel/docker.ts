import { randomUUID } from 'node:crypto';
import { execa } from 'execa';

/** A container of the machine's own engine, which is removed at the end. */
export interface TestContainer extends AsyncDisposable {
  readonly name: string;
  readonly id: string;
  readonly pid: number;
}

/** Runs `docker run -d` with these arguments on a name of its own. */
export async function runContainer(...args: readonly string[]): Promise<TestContainer> {
  const name = `isolab-test-${randomUUID()}`;
  const { stdout } = await execa('docker', ['run', '-d', '--init=false', '--name', name, ...args]);
  return {
    name,
    id: stdout.trim(),
    pid: Number(await inspect(name, '{{.State.Pid}}')),
    [Symbol.asyncDispose]: async () => {
      await execa('docker', ['rm', '-f', '-v', name]);
    },
  };
}

/** What `docker inspect` says with this format; '' when there is no such thing. */
export async function inspect(name: string, format: string): Promise<string> {
  const { stdout } = await execa('docker', ['inspect', '-f', format, name], { reject: false });
  return stdout.trim();
}

/** The IDs of the helper containers that run now. */
export async function helperContainers(): Promise<readonly string[]> {
  const { stdout } = await execa('docker', [
    ...['ps', '-a', '-q', '--no-trunc', '--filter', 'label=isolab.role=probe'],
  ]);
  return stdout.split('\n').filter((id) => id !== '');
}
