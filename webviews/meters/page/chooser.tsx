import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { Foreign } from '../../shared/page/text.tsx';
import { Checkbox, TextField } from '../../shared/page/ui.tsx';
import type { MetersState } from '../protocol.ts';
import { host } from './host.ts';
import { mostChosen } from './looks.tsx';

/** The cgroup tree, to choose which cgroups are drawn; those of containers come without the words "cgroup of". */
export function Chooser({ tree, meters }: Pick<MetersState, 'tree' | 'meters'>) {
  const [filter, setFilter] = useState('');
  const [isWhole, setWhole] = useState(false);
  const chosen = meters.map(({ path }) => path);
  const words = filter.trim().toLowerCase();
  const matching = tree.filter(
    ({ path, title, containerId }) =>
      (isWhole || containerId !== undefined || chosen.includes(path)) &&
      `${title}\n${path}`.toLowerCase().includes(words),
  );
  const choose = (path: string, isChosen: boolean): void => {
    const others = chosen.filter((other) => other !== path);
    void host.send('choose', isChosen ? [...others, path].slice(-mostChosen) : others);
  };
  return (
    <nav class="chooser" aria-label={t('cgroups')}>
      <TextField
        label={t('Filter cgroups')}
        isLabelHidden
        placeholder={t('Filter cgroups')}
        value={filter}
        onInput={setFilter}
      />
      <Checkbox label={t('Show all cgroups')} isChecked={isWhole} onChange={setWhole} />
      {matching.length === 0 && <p class="quiet">{t('No container is running.')}</p>}
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

const mostListed = 100;
const depthOf = (path: string): number =>
  path === '/' ? 0 : Math.min(path.split('/').length - 1, 8);
