import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { drawBacking, type BackingPicture } from './backing.ts';
import { host } from './host.ts';
import { NameForm, nameRules } from './nameForm.tsx';

/** The disks of all VMs on their backing files: a picture in which what is shared stands once, and a table. */
export function Disks(props: { vms: readonly VmFacts[]; selected: string; isBusy: boolean }) {
  const { vms, selected } = props;
  const picture = drawBacking(vms);
  return (
    <section aria-labelledby="disks">
      <h2 id="disks">{t('Disks and what they stand on')}</h2>
      {picture.files.length === 0 ? (
        <p class="quiet">{t('None.')}</p>
      ) : (
        <>
          <Picture picture={picture} selected={selected} />
          <Table picture={picture} />
        </>
      )}
      <NameForm
        label={t('Name of a clone of {0}', selected)}
        action={t('Clone')}
        icon="copy"
        rule={nameRules.vm}
        taken={vms.map(({ name }) => name)}
        isBusy={props.isBusy}
        onSubmit={(name) => void host.send('clone', { vm: selected, name })}
      />
    </section>
  );
}

function Picture({ picture, selected }: { picture: BackingPicture; selected: string }) {
  const { columns, files, rows } = picture;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('Disks and what they stand on')}>
      <div
        class="backing"
        role="img"
        aria-label={t(
          '{0} disks on {1} files; the table below says the same',
          columns.length,
          files.length,
        )}
        style={{
          gridTemplateColumns: `repeat(${columns.length}, minmax(130px, 230px))`,
          gridTemplateRows: `repeat(${rows + 1}, auto)`,
        }}
      >
        {columns.map(({ vm, disk, virtualBytes, row }, column) => (
          <div
            key={`${vm} ${disk}`}
            class={`disk ${vm === selected ? 'selected' : ''}`}
            style={{ gridColumn: column + 1, gridRow: row + 1 }}
          >
            <strong>
              <Icon name="vm" /> <Foreign text={vm} />
            </strong>
            <span class="quiet">
              <Foreign text={disk} /> · {formatBytes(virtualBytes)}
            </span>
          </div>
        ))}
        {files.map(({ file, format, ownBytes, row, column, span, vms }) => (
          <div
            key={file}
            class={`file ${span > 1 ? 'shared' : ''} ${vms.includes(selected) ? 'selected' : ''}`}
            style={{ gridColumn: `${column + 1} / span ${span}`, gridRow: row + 2 }}
          >
            <Foreign text={nameOf(file)} class="file-name" />
            <span>
              <strong>{formatBytes(ownBytes)}</strong>{' '}
              <span class="quiet">
                {format}
                {span > 1 && ` · ${t('shared by {0}', span)}`}
              </span>
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

function Table({ picture }: { picture: BackingPicture }) {
  return (
    <details>
      <summary>{t('The same as a table')}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('Files')}>
        <table class="files">
          <thead>
            <tr>
              <th scope="col">{t('File')}</th>
              <th scope="col">{t('Format')}</th>
              <th scope="col">{t('Takes itself')}</th>
              <th scope="col">{t('Used by')}</th>
            </tr>
          </thead>
          <tbody>
            {picture.files
              .toSorted((a, b) => a.row - b.row || a.column - b.column)
              .map(({ file, format, ownBytes, vms }) => (
                <tr key={file}>
                  <th scope="row">
                    <Foreign text={file} />
                  </th>
                  <td>{format}</td>
                  <td>{formatBytes(ownBytes)}</td>
                  <td>
                    <Foreign text={vms.join(', ')} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const nameOf = (file: string): string => file.split('/').slice(-2).join('/');
