import { pipeline, Transform } from 'node:stream';
import type { ImageStore } from '../engine/imageStore.ts';

/** The same store; `hear` is told how much has come of an archive, again and again while it comes. */
export function heardStore(
  store: Pick<ImageStore, 'save'>,
  hear: (imageId: string, bytes: number) => void,
): Pick<ImageStore, 'save'> {
  return {
    async save(imageIds, signal) {
      const saved = await store.save(imageIds, signal);
      let bytes = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hear(imageIds.join(), (bytes += chunk.length));
          done(null, chunk);
        },
      });
      // Who reads what comes out of it hears why there is no more.
      return pipeline(saved, counter, () => {});
    },
  };
}
