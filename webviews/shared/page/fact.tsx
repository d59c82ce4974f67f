import './fact.css';
import type { ComponentChildren } from 'preact';
import { Foreign } from './text.tsx';

/** A name and what there is of it, for a list `dl.facts`; a page says in `--fact-name` how wide its names are. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>
        <Foreign text={name} />
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
