import { useEffect, useState } from 'preact/hooks';
import { Emitter } from '../../../extension/core/base/event.ts';
import { legible } from './text.tsx';

const said = new Emitter<string>();

/** Says a sentence to a screen reader, politely and once. */
export function announce(sentence: string): void {
  said.fire(sentence);
}

/** The live region that speaks; a page has exactly one. */
export function Announcer() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const subscription = said.event(setSentence);
    return () => subscription.dispose();
  }, []);
  return (
    <div class="only-spoken" role="status" aria-live="polite">
      {legible(sentence)}
    </div>
  );
}
