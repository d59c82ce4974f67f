import { t } from '../../../extension/core/base/l10n.ts';
import { legible } from './text.tsx';
import { IconButton } from './ui.tsx';

/** Commands or a file's text, to copy and, where `onRun` is given, to run in the lab terminal. */
export function CodeBlock(props: {
  text: string;
  onCopy: (text: string) => void;
  onRun?: (text: string) => void;
}) {
  const { text, onCopy, onRun } = props;
  return (
    <div class="code-block">
      <pre tabIndex={0}>
        <code>{legible(text)}</code>
      </pre>
      <div class="code-actions">
        {onRun !== undefined && (
          <IconButton
            icon="terminal"
            label={t('Run in the Lab Terminal')}
            onClick={() => onRun(text)}
          />
        )}
        <IconButton icon="copy" label={t('Copy')} onClick={() => onCopy(text)} />
      </div>
    </div>
  );
}
