/** A text in which the IDs of containers and images stand as `docker ps` shows them. */
export function shortIds(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
}
