/** One line of `isolab doctor`. */
export interface Finding {
  /** engine, compose, kernel, cgroups, probe, tracefs, qemu, accelerator, disk, memory, images, guests … */
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'degraded' | 'missing';
  /** What was found. */
  readonly found: string;
  /** What follows from it for the learner; empty when all is well. */
  readonly consequence: string;
  /** What to do about it, as a command that can be run as it is, or as a sentence. */
  readonly fix?: { readonly command?: string; readonly text: string };
}
