import { t } from '../../../extension/core/base/l10n.ts';
import { Foreign, legible } from './text.tsx';
import { IconButton } from './ui.tsx';

/** Commands or a file's text, to copy and, where `onRun` is given, to run in the lab terminal or at a guest's console. */
export function CodeBlock(props: {
  text: string;
  onCopy: (text: string) => void;
  onRun?: (text: string) => void;
  guest?: string;
}) {
  const { text, onCopy, onRun, guest } = props;
  return (
    <div class="code-block">
      <pre tabIndex={0}>
        <code>{legible(text)}</code>
      </pre>
      <div class="code-actions">
        {onRun !== undefined && (
          <IconButton
            icon="terminal"
            label={
              guest === undefined
                ? t('Run in the Lab Terminal')
                : t('Run at a Console of {0}', guest)
            }
            onClick={() => onRun(text)}
          />
        )}
        <IconButton icon="copy" label={t('Copy')} onClick={() => onCopy(text)} />
      </div>
    </div>
  );
}

/** A word of code in a sentence. A short one stays on one line: `-p` is not broken after its hyphen. */
export function Code({ text }: { text: string }) {
  return (
    <code class={text.length <= 24 ? 'whole' : undefined}>
      <Foreign text={text} />
    </code>
  );
}
