import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Which items of a long list are in sight, with some to spare on both sides. */
export interface Sight {
  readonly first: number;
  /** One after the last. */
  readonly end: number;
}

/** Follows the scrolling of a box whose items are all `size` pixels long on that axis. */
export function useSight(
  box: RefObject<HTMLElement | null>,
  axis: 'x' | 'y',
  size: number,
  count: number,
): Sight {
  const [place, setPlace] = useState({ from: 0, length: 800 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => {
      const from = axis === 'x' ? element.scrollLeft : element.scrollTop;
      const length = axis === 'x' ? element.clientWidth : element.clientHeight;
      // A step of several items, so that most scrolling draws nothing anew.
      const step = size * 5;
      setPlace((before) => {
        const next = { from: Math.floor(from / step) * step, length };
        return before.from === next.from && before.length === length ? before : next;
      });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const resizing = new ResizeObserver(look);
    resizing.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      resizing.disconnect();
    };
  }, [box.current, axis, size]);
  const spare = 6;
  const first = Math.max(Math.min(Math.floor(place.from / size) - spare, count - 1), 0);
  const end = Math.min(Math.ceil((place.from + place.length) / size) + spare + 5, count);
  return { first, end };
}
