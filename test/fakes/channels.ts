import { Emitter } from '../../extension/core/base/event.ts';
import type { Channel, ToHost, ToPage } from '../../webviews/shared/rpc.ts';

/** The two ends of one wire in this process; like the real one it clones what crosses and delivers it later. */
export function channelPair(): { page: Channel<ToHost>; host: Channel<ToPage> } {
  const toHost = new Emitter<unknown>();
  const toPage = new Emitter<unknown>();
  const carry =
    (to: Emitter<unknown>) =>
    (message: unknown): void => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => to.fire(copy));
    };
  return {
    page: { post: carry(toHost), onDidReceive: toPage.event },
    host: { post: carry(toPage), onDidReceive: toHost.event },
  };
}
