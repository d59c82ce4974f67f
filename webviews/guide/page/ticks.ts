import { useEffect, useRef } from 'preact/hooks';
import type { SessionState } from '../../../extension/core/session/state.ts';
import { announce } from '../../shared/page/announcer.tsx';
import { tickSentence } from './tick-sentence.ts';

/** Tells a screen reader of each task that passes while the page is open, once, and of a step that is finished. */
export function useTickAnnouncements(session: SessionState): void {
  const before = useRef(session);
  useEffect(() => {
    const sentence = tickSentence(before.current, session);
    before.current = session;
    if (sentence !== '') announce(sentence);
  }, [session]);
}
