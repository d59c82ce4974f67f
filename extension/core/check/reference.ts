/**
 * An image reference in full, as engines compare them: `busybox` is `docker.io/library/busybox:latest`, and what
 * Podman shows as `localhost/site:latest` is what was called `site`.
 */
export function fullReference(reference: string): string {
  if (reference.includes('@') || /^sha256:/u.test(reference)) return reference;
  const [first = '', ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/u.test(first);
  const path = hasRegistry ? rest.join('/') : reference;
  const registry =
    hasRegistry && !/^(?:localhost|docker\.io|index\.docker\.io)$/u.test(first)
      ? first
      : 'docker.io';
  const isShort = registry === 'docker.io' && !path.includes('/');
  const name = isShort ? `library/${path}` : path;
  return `${registry}/${/:[^/]*$/u.test(name) ? name : `${name}:latest`}`;
}
