/** The ID of a container in a cgroup's path or in a program's arguments: 64 hexadecimal digits. */
export function findContainerId(text: string): string | undefined {
  return /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(text)?.[0];
}
