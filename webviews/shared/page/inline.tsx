import type { ComponentChildren } from 'preact';
import { Code } from './code.tsx';
import { legible } from './text.tsx';

/** A sentence with inline Markdown: `code`, **strong** and *emphasis*. Everything else is text. */
export function Inline({ text }: { text: string }) {
  return <>{text.split(marks).map(piece)}</>;
}

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/;

function piece(text: string, index: number): ComponentChildren {
  if (index % 2 === 0) return legible(text);
  if (text.startsWith('`')) return <Code key={index} text={text.slice(1, -1)} />;
  return text.startsWith('**') ? (
    <strong key={index}>{legible(text.slice(2, -2))}</strong>
  ) : (
    <em key={index}>{legible(text.slice(1, -1))}</em>
  );
}
