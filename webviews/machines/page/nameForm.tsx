import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { legible } from '../../shared/page/text.tsx';
import { Button, TextField } from '../../shared/page/ui.tsx';

/** As `isolab vm` takes them (extension/core/session/vmRequest.ts). */
export const nameRules = {
  vm: {
    pattern: /^[a-z0-9][a-z0-9-]{0,31}$/,
    words: () => t('Lower-case letters, digits and hyphens.'),
  },
  snapshot: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/,
    words: () => t('Letters, digits, dots and hyphens.'),
  },
};

/** One line for a new name, which must not be taken, and a button that does something with it. */
export function NameForm(props: {
  label: string;
  action: string;
  icon: string;
  taken: readonly string[];
  /** What a name may be, and that in words. */
  rule: { readonly pattern: RegExp; readonly words: () => string };
  isBusy: boolean;
  onSubmit: (name: string) => void;
}) {
  const [name, setName] = useState('');
  const isTaken = props.taken.includes(name);
  const isRight = props.rule.pattern.test(name) && !isTaken;
  const submit = (): void => {
    if (!isRight || props.isBusy) return;
    setName('');
    props.onSubmit(name);
  };
  return (
    <div class="form">
      <TextField label={legible(props.label)} value={name} onInput={setName} onSubmit={submit} />
      <Button icon={props.icon} isDisabled={!isRight || props.isBusy} onClick={submit}>
        {props.action}
      </Button>
      {name !== '' && !isRight && (
        <span role="alert">{isTaken ? t('There is one of this name.') : props.rule.words()}</span>
      )}
    </div>
  );
}
