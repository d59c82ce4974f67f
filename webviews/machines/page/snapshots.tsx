import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { host } from './host.ts';
import { NameForm, nameRules } from './nameForm.tsx';
import { snapshotTree, type SnapshotNode } from './snapshotTree.ts';

/** The VM's snapshots as a tree: which was made after going on from which, and where the VM is now. */
export function Snapshots({ vm, isBusy }: { vm: VmFacts; isBusy: boolean }) {
  const tree = snapshotTree(vm.snapshots);
  const isFresh = !vm.snapshots.some(({ isCurrent }) => isCurrent);
  return (
    <section aria-labelledby="snapshots">
      <h3 id="snapshots">{t('VM snapshots')}</h3>
      {tree.length === 0 ? (
        <p class="quiet">
          {t('None. A VM snapshot keeps CPUs, memory and disk of one instant, inside the disk.')}
        </p>
      ) : (
        <>
          <ul class="tree">
            {tree.map((node) => (
              <Node key={node.snapshot.name} node={node} vm={vm} isBusy={isBusy} />
            ))}
            {isFresh && <Now />}
          </ul>
          <p class="quiet" id="what-is-lost">
            {t('Going back ends what the VM does now: what it did since is lost, unless saved.')}
          </p>
        </>
      )}
      {vm.process !== undefined && (
        <NameForm
          label={t('Name of a new VM snapshot')}
          action={t('Save')}
          icon="save"
          rule={nameRules.snapshot}
          taken={vm.snapshots.map(({ name }) => name)}
          isBusy={isBusy}
          onSubmit={(name) => void host.send('saveSnapshot', { vm: vm.name, name })}
        />
      )}
    </section>
  );
}

function Node(props: { node: SnapshotNode; vm: VmFacts; isBusy: boolean }) {
  const { node, vm, isBusy } = props;
  const { snapshot, children } = node;
  const argument = { vm: vm.name, name: snapshot.name };
  return (
    <li>
      <div class="snapshot">
        <Icon name={snapshot.isCurrent ? 'circle-filled' : 'circle-outline'} />
        <strong>
          <Foreign text={snapshot.name} />
        </strong>
        <span class="quiet">
          {[new Date(snapshot.at).toLocaleTimeString(), formatBytes(snapshot.stateBytes)].join(
            ' · ',
          )}
        </span>
        <span class="snapshot-actions">
          <Button
            icon="discard"
            isDisabled={isBusy || vm.process === undefined}
            describedBy="what-is-lost"
            onClick={() => void host.send('restoreSnapshot', argument)}
          >
            {t('Go back')} <span class="only-spoken">{legible(t('to {0}', snapshot.name))}</span>
          </Button>
          <Button
            icon="trash"
            isDisabled={isBusy}
            onClick={() => void host.send('deleteSnapshot', argument)}
          >
            {t('Delete')} <span class="only-spoken">{legible(snapshot.name)}</span>
          </Button>
        </span>
      </div>
      {(children.length > 0 || snapshot.isCurrent) && (
        <ul>
          {children.map((child) => (
            <Node key={child.snapshot.name} node={child} vm={vm} isBusy={isBusy} />
          ))}
          {snapshot.isCurrent && <Now />}
        </ul>
      )}
    </li>
  );
}

/** Where the VM is now, as the last leaf under the snapshot that it went on from. */
function Now() {
  return (
    <li>
      <div class="snapshot now">
        <Icon name="arrow-right" tone="info" /> {t('now')}
      </div>
    </li>
  );
}
