import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { Foreign } from '../../shared/page/text.tsx';

const mostChildren = 100;

/** A body as a tree that opens: what is in a branch is drawn when somebody looks. */
export function Tree({
  name,
  value,
  isOpen = false,
}: {
  name: string;
  value: unknown;
  isOpen?: boolean;
}) {
  const [isShown, show] = useState(isOpen);
  const children = childrenOf(value);
  if (children === undefined) {
    return (
      <div class="leaf">
        <Foreign text={name} class="key" />{' '}
        <Foreign text={textOf(value)} class={`value ${typeof value}`} />
      </div>
    );
  }
  return (
    <details class="branch" open={isShown} onToggle={(event) => show(event.currentTarget.open)}>
      <summary>
        <Foreign text={name} class="key" />{' '}
        <span class="quiet">
          {Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`}
        </span>
      </summary>
      {isShown && (
        <div class="children">
          {children.slice(0, mostChildren).map(([key, child]) => (
            <Tree key={key} name={key} value={child} />
          ))}
          {children.length > mostChildren && (
            <p class="quiet">{t('and {0} more', children.length - mostChildren)}</p>
          )}
        </div>
      )}
    </details>
  );
}

/** Undefined for what has no branches, also for an empty object or list. */
function childrenOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const children = Object.entries(value);
  return children.length === 0 ? undefined : children;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value || '""' : JSON.stringify(value);
