import type { ImageFacts } from './facts.ts';
import { familiarName } from './parse/familiarName.ts';

const shortIdLength = 12;

/** A name or reference as a part of an API path: nothing in it can lead elsewhere. */
export function pathSegment(name: string): string {
  // Slashes and colons belong to image names, and the API takes them as they are.
  return name
    .split('/')
    .map((part) => (/^\.*$/.test(part) ? '%20' : encodeURIComponent(part).replaceAll('%3A', ':')))
    .join('/');
}

/** The engine also finds things by the first letters of an ID; that is not what was asked for. */
export function isNamedBy(
  thing: { readonly id: string; readonly name: string },
  nameOrId: string,
): boolean {
  return thing.name === nameOrId || isIdOf(thing.id, nameOrId);
}

/** Likewise for an image, which has many names. */
export function isTaggedBy(image: ImageFacts, reference: string): boolean {
  if (isIdOf(image.id, reference)) return true;
  if (reference.includes('@')) return true;
  return image.tags.includes(withTag(reference));
}

/** The reference as `docker images` shows it, with its tag: "busybox:latest" for "docker.io/library/busybox". */
export function withTag(reference: string): string {
  const familiar = familiarName(reference);
  return /:[^/]*$/.test(familiar) ? familiar : `${familiar}:latest`;
}

function isIdOf(id: string, asked: string): boolean {
  const plain = asked.replace(/^sha256:/, '');
  return plain.length >= shortIdLength && id.replace(/^sha256:/, '').startsWith(plain);
}
