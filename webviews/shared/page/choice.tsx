import './choice.css';
import { Icon } from './icon.tsx';

/** One of a few, each a button with a picture and a word; the one that holds is pressed. */
export function Choice<K extends string>(props: {
  label: string;
  value: K;
  onChoose: (value: K) => void;
  options: readonly { readonly id: K; readonly icon: string; readonly title: string }[];
}) {
  const { label, value, onChoose, options } = props;
  return (
    <span class="choice" role="group" aria-label={label}>
      {options.map(({ id, icon, title }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === value}
          title={title}
          onClick={() => onChoose(id)}
        >
          <Icon name={icon} /> <span class="word">{title}</span>
        </button>
      ))}
    </span>
  );
}
