import { run } from '../../extension/core/base/run.ts';

/** Runs `docker` against this address, as a learner or as somebody else; gives what it printed. */
export async function docker(address: string, ...args: readonly string[]): Promise<string> {
  const command = { program: 'docker', args, env: { DOCKER_HOST: address } };
  const result = await run(command, AbortSignal.timeout(60_000));
  if (result.exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}
