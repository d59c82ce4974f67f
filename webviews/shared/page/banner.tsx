import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { IsolabError } from '../../../extension/core/base/errors.ts';
import type { PageHost } from './host.ts';
import { Icon } from './icon.tsx';
import { Inline } from './inline.tsx';
import { IconButton } from './ui.tsx';

/** What happened and what to do about it, with a word and an icon for how bad it is. */
export function Banner(props: {
  kind: 'error' | 'warning' | 'info';
  message: string;
  fix?: string | undefined;
  children?: ComponentChildren;
}) {
  return (
    <div class={`banner ${props.kind}`} role={props.kind === 'error' ? 'alert' : undefined}>
      <Icon name={props.kind} />
      <div class="banner-text">
        <p>
          <span class="only-spoken">{words[props.kind]()} </span>
          <Inline text={props.message} />
        </p>
        {props.fix !== undefined && props.fix !== '' && (
          <p class="fix">
            <Inline text={props.fix} />
          </p>
        )}
      </div>
      {props.children !== undefined && <div class="banner-actions">{props.children}</div>}
    </div>
  );
}

const words = {
  error: () => t('Error:'),
  warning: () => t('Warning:'),
  info: () => t('Note:'),
};

/** Shows why the last thing that the page asked for was not done, until the next one is done. */
export function Failure({ host }: { host: Pick<PageHost<never, unknown>, 'onDidSend'> }) {
  const [failure, setFailure] = useState<IsolabError | undefined>();
  useEffect(() => {
    const subscription = host.onDidSend(setFailure);
    return () => subscription.dispose();
  }, [host]);
  if (failure === undefined) return null;
  return (
    <Banner kind="error" message={failure.message} fix={failure.fix}>
      <IconButton icon="close" label={t('Dismiss')} onClick={() => setFailure(undefined)} />
    </Banner>
  );
}
