import '@vscode/codicons/dist/codicon.css';

/** A codicon beside a word that says the same; alone it says nothing to a screen reader. */
export function Icon({ name, tone }: { name: string; tone?: Tone }) {
  return <i class={`codicon codicon-${name} ${tone ?? ''}`} aria-hidden="true" />;
}

/** What a colour stands for; never the only sign of it. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet' | 'info';
