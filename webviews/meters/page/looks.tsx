/** How the n-th chosen cgroup is drawn everywhere: its letter, colour and dash. */
export interface Look {
  readonly letter: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

const colours = ['blue', 'purple', 'green', 'yellow', 'red', 'foreground'];
const dashes = [[], [8, 3], [2, 2], [10, 3, 2, 3], [5, 5], [1, 4]];

export function lookOf(index: number): Look {
  return {
    letter: String.fromCodePoint(65 + index),
    colour: `--vscode-charts-${colours[index % colours.length] ?? 'blue'}`,
    dash: dashes[index % dashes.length] ?? [],
  };
}

/** More lines than this cannot be told apart. */
export const mostChosen = colours.length;

/** The letter of a cgroup, in its colour. */
export function Letter({ look, index }: { look: Look; index: number }) {
  return <span class={`letter colour-${index}`}>{look.letter}</span>;
}
