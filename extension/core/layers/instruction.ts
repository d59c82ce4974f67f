/**
 * An instruction as it stood in the Dockerfile, from the line that a builder made of it for the image's history. The
 * old builder and buildah write "/bin/sh -c #(nop) COPY …" and "/bin/sh -c make" (moby: builder/dockerfile/internals.go),
 * BuildKit "RUN /bin/sh -c make # buildkit", each with "|2 A=1 B=2" before the shell where build arguments were set.
 */
export function asInDockerfile(createdBy: string): string {
  const line = createdBy.replace(/\s+# buildkit$/u, '').trim();
  const noStep = /^\/bin\/sh -c #\(nop\)\s+(.*)$/su.exec(line)?.[1];
  if (noStep !== undefined) return noStep;
  const step = /^(?:RUN )?(?:\|\d+ .*?)?\/bin\/sh -c (.*)$/su.exec(line)?.[1];
  return step === undefined ? line : `RUN ${step.trim()}`;
}
