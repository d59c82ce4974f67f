import type { ComponentChildren } from 'preact';
import { Icon, type Tone } from './icon.tsx';
import { Foreign } from './text.tsx';
import './sideList.css';

/** One of the things that a view can show: what it is called, how it is, and a line about it. */
export interface SideItem {
  readonly id: string;
  readonly icon: string;
  readonly tone: Tone;
  readonly name: string;
  readonly more: ComponentChildren;
}

/** All that a view can show, beside it, to choose which one is shown. */
export function SideList(props: {
  label: string;
  items: readonly SideItem[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  return (
    <nav class="list" aria-label={props.label}>
      <ul>
        {props.items.map(({ id, icon, tone, name, more }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === props.selected}
              onClick={() => props.onSelect(id)}
            >
              <Icon name={icon} tone={tone} />
              <span class="list-text">
                <Foreign text={name} class="list-name" />
                {more}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
