import { useEffect, useState } from 'preact/hooks';
import type { Recording, RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { host } from './host.ts';

/**
 * The recording with its entries. While it lasts it is asked for again and again, one question after the other: a page
 * that needs longer to draw gets larger pieces, and is never flooded.
 */
export function useRecording(head: RecordingHead | undefined): Recording | undefined {
  const [loaded, setLoaded] = useState<Recording | undefined>();
  /** The last head that was asked for, and whether the answer is there. */
  const [asked, setAsked] = useState({ head: '', isWaiting: false });
  const id = head?.id;
  const wanted = head === undefined ? '' : JSON.stringify(head);
  useEffect(() => {
    if (id === undefined || asked.isWaiting || asked.head === wanted) return;
    setAsked({ head: wanted, isWaiting: true });
    void host
      .request('recording', id)
      .then(setLoaded, () => undefined)
      .then(() => setAsked({ head: wanted, isWaiting: false }));
  }, [wanted, asked]);
  return loaded?.id === id ? loaded : undefined;
}
