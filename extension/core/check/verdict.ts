/** The answer of a check. `unable` means that nobody could look: it is never the learner's fault. */
export type Verdict = {
  readonly status: 'passed' | 'failed' | 'unable';
  /** What the check wanted, as a sentence: "`site` is running and publishes 80/tcp on 8080". */
  readonly expected: string;
  /** What was there instead, as a sentence; for `unable`, why nobody could look. */
  readonly observed: string;
  /** The plain command with which the learner sees the same fact. */
  readonly see?: string;
  /** The object in the Isolation view that this is about: `container:site`, `pid:4711`, `cgroup:/docker/…`. */
  readonly focus?: string;
};
