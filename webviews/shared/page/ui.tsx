import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, type ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import { Foreign } from './text.tsx';

// Form controls. The toolkit is deprecated: it is imported here and nowhere else, so that replacing it stays a
// change of this file.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

export interface ButtonProps {
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly icon?: string;
  readonly kind?: 'primary' | 'secondary';
  readonly isDisabled?: boolean;
  /** ID of the element that says more, for a screen reader. */
  readonly describedBy?: string;
}

/** A push button with words on it. */
export function Button(props: ButtonProps) {
  const { onClick, children, icon, kind = 'secondary', isDisabled = false, describedBy } = props;
  return h(
    'vscode-button',
    { appearance: kind, onClick, disabled: isDisabled, 'aria-describedby': describedBy },
    icon === undefined ? null : h('span', { slot: 'start', class: 'slot' }, <Icon name={icon} />),
    children,
  );
}

/** A button that is only a picture; its words are spoken and shown on hovering. */
export function IconButton(props: { icon: string; label: string; onClick: () => void }) {
  return h(
    'vscode-button',
    {
      appearance: 'icon',
      'aria-label': props.label,
      title: props.label,
      onClick: props.onClick,
    },
    <Icon name={props.icon} />,
  );
}

/** One line of text with its label above it; `onSubmit` hears Enter. */
export function TextField(props: {
  label: string;
  value: string;
  placeholder?: string;
  isLabelHidden?: boolean;
  onInput: (text: string) => void;
  onSubmit?: () => void;
}) {
  return h(
    'vscode-text-field',
    {
      value: props.value,
      placeholder: props.placeholder ?? '',
      // The toolkit writes words of its own there when the element comes into the document.
      ref: (field: Element | null) => field?.setAttribute('aria-label', props.label),
      onInput: (event: Event) => props.onInput(valueOf(event)),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') props.onSubmit?.();
      },
    },
    props.isLabelHidden === true ? null : props.label,
  );
}

/** A box to tick, with its label beside it. */
export function Checkbox(props: {
  label: ComponentChildren;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}) {
  return h(
    'vscode-checkbox',
    {
      checked: props.isChecked,
      onChange: (event: Event) => {
        const isChecked = (event.target as EventTarget & { checked: boolean }).checked;
        if (isChecked !== props.isChecked) props.onChange(isChecked);
      },
    },
    props.label,
  );
}

/** Something is going on; `label` says what. */
export function ProgressRing({ label }: { label: string }) {
  return (
    <p class="progress" role="status">
      {h('vscode-progress-ring', { 'aria-hidden': 'true' })}
      <Foreign text={label} />
    </p>
  );
}

const valueOf = (event: Event): string => (event.target as EventTarget & { value: string }).value;
