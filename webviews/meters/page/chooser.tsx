import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { Choice } from '../../shared/page/choice.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { Checkbox, TextField } from '../../shared/page/ui.tsx';
import type { MetersState } from '../protocol.ts';
import { host } from './host.ts';
import { mostChosen } from './looks.tsx';

/** The cgroup tree, to choose which cgroups are drawn; those of containers come without the words "cgroup of". */
export function Chooser({ state }: { state: MetersState }) {
  const { machines, machine, tree, meters } = state;
  const [filter, setFilter] = useState('');
  const [isWhole, setWhole] = useState(false);
  const chosen = meters.map(({ path }) => path);
  const isGuest = machines.some(({ id, isGuest }) => id === machine && isGuest);
  const words = filter.trim().toLowerCase();
  const matching = tree.filter(
    ({ path, title, containerId }) =>
      (isWhole || isMade(path, containerId, isGuest) || chosen.includes(path)) &&
      `${title}\n${path}`.toLowerCase().includes(words),
  );
  const choose = (path: string, isChosen: boolean): void => {
    const others = chosen.filter((other) => other !== path);
    void host.send('choose', isChosen ? [...others, path].slice(-mostChosen) : others);
  };
  return (
    <nav class="chooser" aria-label={t('cgroups')}>
      {machines.length > 1 && (
        <Choice
          label={t('Machine')}
          value={machine}
          onChoose={(id) => void host.send('chooseMachine', id)}
          options={machines.map(({ id, title, isGuest }) => ({
            ...{ id, title },
            icon: isGuest ? 'vm' : 'server',
          }))}
        />
      )}
      <TextField
        label={t('Filter cgroups')}
        isLabelHidden
        placeholder={t('Filter cgroups')}
        value={filter}
        onInput={setFilter}
      />
      <Checkbox label={t('Show all cgroups')} isChecked={isWhole} onChange={setWhole} />
      {matching.length === 0 && (
        <p class="quiet">
          {isGuest ? t('No cgroup has been made there.') : t('No container is running.')}
        </p>
      )}
      <ul>
        {matching.slice(0, mostListed).map(({ path, title }) => (
          <li key={path} style={{ paddingInlineStart: `${isWhole ? depthOf(path) * 10 : 0}px` }}>
            <Checkbox
              label={<Foreign text={title} />}
              isChecked={chosen.includes(path)}
              onChange={(isChosen) => choose(path, isChosen)}
            />
          </li>
        ))}
      </ul>
      {matching.length > mostListed && (
        <p class="quiet">{t('and {0} more: use the filter', matching.length - mostListed)}</p>
      )}
    </nav>
  );
}

/** What somebody has made: a container, and in a guest every cgroup below the root. */
const isMade = (path: string, containerId: string | undefined, isGuest: boolean): boolean =>
  containerId !== undefined || (isGuest && path !== '/');

const mostListed = 100;
const depthOf = (path: string): number =>
  path === '/' ? 0 : Math.min(path.split('/').length - 1, 8);
