import { setTimeout as delay } from 'node:timers/promises';

/** A page that VS Code keeps hidden does not load. */
const limitMs = 10_000;

/**
 * Lets the other pages of a window wait until the first has loaded. In a browser VS Code serves all pages through one
 * service worker. A page that begins to load while that comes up for the first time is not taken over by it, waits for
 * it nevertheless (`controllerchange` in VS Code's webview/browser/pre/index.html), and stays blank.
 */
export class FirstPage {
  readonly #loaded: Promise<void>;
  #hasBegun = false;
  #tellLoaded: () => void = () => {};

  constructor() {
    this.#loaded = new Promise((resolve) => (this.#tellLoaded = resolve));
  }

  /** Resolves when one more page may be opened. */
  async turn(): Promise<void> {
    if (this.#hasBegun)
      await Promise.race([this.#loaded, delay(limitMs, undefined, { ref: false })]);
    this.#hasBegun = true;
  }

  /** A page has said that it is there. */
  loaded(): void {
    this.#tellLoaded();
  }
}
