import { t } from '../extension/core/base/l10n.ts';

/** A view: the name of its folder and of its script and style in dist/webviews, and its title. */
export interface View {
  readonly id: string;
  readonly title: () => string;
}

/** All views. A host is made by `make…Host` of the view's host.ts from what the shell has. */
export const views = {
  guide: { id: 'guide', title: () => t('Guide') },
  isolation: { id: 'isolation', title: () => t('Isolation') },
  meters: { id: 'meters', title: () => t('Meters') },
  recorder: { id: 'recorder', title: () => t('Recorder') },
  layers: { id: 'layers', title: () => t('Layers') },
  machines: { id: 'machines', title: () => t('Machines') },
  ladder: { id: 'ladder', title: () => t('Isolation Ladder') },
  doctor: { id: 'doctor', title: () => t('Check This Machine') },
} as const satisfies Record<string, View>;
