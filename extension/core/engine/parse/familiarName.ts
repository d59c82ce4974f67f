/** An image's name as `docker` shows it: without the registry and the folder that everybody leaves out. */
export function familiarName(reference: string): string {
  // Podman writes docker.io/library/busybox:latest, and localhost/… for what was built without a registry's name.
  return reference.replace(/^localhost\//, '').replace(/^docker\.io\/(library\/)?/, '');
}
