import type { Lab } from '../../extension/core/lab/lab.ts';

/** The picture beside it. */
export const pictureName = 'picture.png';

/** The README of a lab, for who reads the folder on the web: what one learns in it, and how it looks. */
export function labReadme({ id, title, summary, minutes, objectives, steps }: Lab): string {
  return [
    `# ${title}`,
    summary,
    `![VS Code with the guide of this lab, its terminal, and what the step shows beside it](${pictureName})`,
    `After these ${minutes} minutes you can:`,
    objectives.map((objective) => `- ${objective}`).join('\n'),
    `The steps: ${steps.map((step) => step.title).join(' · ')}`,
    `Open it in Isolab’s sidebar, or with \`npm start -- --lab ${id}\`. [All labs](../../../README.md#the-labs)`,
  ]
    .join('\n\n')
    .concat('\n');
}
