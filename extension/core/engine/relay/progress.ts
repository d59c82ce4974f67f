import * as z from 'zod';

/** What an answer in lines of progress told: of a build, a pull, a push or a load. */
export interface Progress {
  /** Of a build, as its lines name them: "Step 1/2 : FROM busybox". */
  readonly steps: readonly string[];
  /** Of a build by Docker's old builder: the containers in which its steps ran, by the first 12 digits of their IDs. */
  readonly ran: readonly string[];
  /** Those of them that were not removed: a step in them failed, or the build was to keep them. */
  readonly left: readonly string[];
  /** What was said of the whole, not of one layer: "Pulling from library/busybox". */
  readonly said: readonly string[];
  /** Of a load: the names of the images, or their IDs. */
  readonly loaded: readonly string[];
  /** How many layers were spoken of, and how many bytes of them went over the network or were unpacked. */
  readonly layers: number;
  readonly bytes: number;
  /** The image that came out, by its ID. */
  readonly image?: string;
  readonly error?: string;
}

const line = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional() }).nullish(),
  aux: z.object({ ID: z.string().optional() }).nullish(),
  error: z.string().optional(),
});

const maxLineBytes = 64 * 1024;
const maxKept = 1000;
const newline = 0x0a;

/** Reads lines of progress as they come (Docker Engine API, JSONMessage), and keeps what they come to. */
export class ProgressReader {
  readonly #steps: string[] = [];
  readonly #ran: string[] = [];
  readonly #removed: string[] = [];
  readonly #said: string[] = [];
  readonly #loaded: string[] = [];
  #image: string | undefined;
  #error: string | undefined;
  readonly #layers = new Map<string, number>();
  #rest: Buffer = Buffer.alloc(0);
  #isTooLong = false;

  keep(part: Buffer): void {
    let start = 0;
    for (let end; (end = part.indexOf(newline, start)) >= 0; start = end + 1) {
      this.#extend(part.subarray(start, end));
      this.#finishLine();
    }
    this.#extend(part.subarray(start));
  }

  /** Whether a line told an error: no other follows. */
  get hasFailed(): boolean {
    return this.#error !== undefined;
  }

  /** What all lines come to; the last one needs no end. */
  finish(): Progress {
    this.#finishLine();
    return {
      steps: this.#steps,
      ran: this.#ran,
      left: this.#ran.filter((id) => !this.#removed.includes(id)),
      said: this.#said,
      loaded: this.#loaded,
      layers: this.#layers.size,
      bytes: [...this.#layers.values()].reduce((sum, bytes) => sum + bytes, 0),
      ...(this.#image === undefined ? {} : { image: this.#image }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  #extend(part: Buffer): void {
    if (this.#isTooLong || part.length === 0) return;
    this.#isTooLong = this.#rest.length + part.length > maxLineBytes;
    this.#rest = this.#isTooLong ? Buffer.alloc(0) : Buffer.concat([this.#rest, part]);
  }

  #finishLine(): void {
    const text = this.#rest.toString();
    this.#rest = Buffer.alloc(0);
    this.#isTooLong = false;
    const read = line.safeParse(parse(text));
    if (read.success) this.#take(read.data);
  }

  #take({ stream = '', status = '', id, progressDetail, aux, error }: z.infer<typeof line>): void {
    const [step] = /^step \d+\/\d+ ?: .*/i.exec(stream) ?? [];
    if (step !== undefined) keepSome(this.#steps, step);
    const [, ran] = /^ ---> Running in ([0-9a-f]{12})$/m.exec(stream) ?? [];
    if (ran !== undefined) keepSome(this.#ran, ran);
    const [, removed] =
      /^(?: ---> )?Remov(?:ing|ed) intermediate container ([0-9a-f]{12})$/m.exec(stream) ?? [];
    if (removed !== undefined) keepSome(this.#removed, removed);
    for (const [, name = ''] of stream.matchAll(/^Loaded image(?: ID|\(s\))?: (.+)$/gm)) {
      keepSome(this.#loaded, name);
    }
    if (id !== undefined && status !== '') this.#hearLayer(id, status, progressDetail?.current);
    else if (status !== '') keepSome(this.#said, status);
    // An import tells the image's ID as its status, a build beside its lines.
    const [image] = /^sha256:[0-9a-f]{64}$/.exec(aux?.ID ?? status) ?? [];
    if (image !== undefined) this.#image = image;
    if (error !== undefined) this.#error = error;
  }

  #hearLayer(id: string, status: string, current = 0): void {
    if (/^pulling from /i.test(status)) keepSome(this.#said, status);
    else if (this.#layers.size < maxKept) {
      this.#layers.set(id, Math.max(this.#layers.get(id) ?? 0, current));
    }
  }
}

function keepSome(list: string[], text: string): void {
  if (list.length < maxKept && !list.includes(text)) list.push(text.slice(0, 1000));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
