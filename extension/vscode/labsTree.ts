import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import { formatProblem } from '../core/lab/problem.ts';
import type { LabEntry } from './labEntry.ts';
import type { BrokenLab, TrackEntry } from './labs.ts';

/** A row of the Labs tree. */
export type LabsNode =
  | { readonly kind: 'track'; readonly track: TrackEntry }
  | { readonly kind: 'lab'; readonly entry: LabEntry }
  | { readonly kind: 'broken'; readonly broken: BrokenLab }
  | { readonly kind: 'step'; readonly entry: LabEntry; readonly index: number };

/** The rows under a row; without one, the tracks. A track without labs is left out. */
export function childrenOf(node: LabsNode | undefined, tracks: readonly TrackEntry[]): LabsNode[] {
  if (node === undefined) {
    return tracks
      .filter(({ labs, broken }) => labs.length + broken.length > 0)
      .map((track) => ({ kind: 'track', track }));
  }
  if (node.kind === 'track') {
    const { labs, broken } = node.track;
    return [
      ...labs.map((entry): LabsNode => ({ kind: 'lab', entry })),
      ...broken.map((each): LabsNode => ({ kind: 'broken', broken: each })),
    ];
  }
  if (node.kind !== 'lab') return [];
  return node.entry.steps.map((_, index) => ({ kind: 'step', entry: node.entry, index }));
}

/** How a row looks, what it says to a screen reader, and what choosing it does. */
export function itemOf(node: LabsNode): vscode.TreeItem {
  switch (node.kind) {
    case 'track':
      return trackItem(node.track);
    case 'lab':
      return labItem(node.entry);
    case 'broken':
      return brokenItem(node.broken);
    case 'step':
      return stepItem(node.entry, node.index);
  }
}

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
const green = new vscode.ThemeColor('testing.iconPassed');

function trackItem({ id, title, labs }: TrackEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(title, Expanded);
  const finished = labs.filter(({ status }) => status === 'finished').length;
  item.id = `track:${id}`;
  item.contextValue = 'track';
  const words = t('{0} of {1} finished', finished, labs.length);
  item.description = `${finished}/${labs.length}`;
  item.tooltip = words;
  item.accessibilityInformation = { label: `${title}, ${words}` };
  return item;
}

function labItem(entry: LabEntry): vscode.TreeItem {
  const { lab, status, missing } = entry;
  const item = new vscode.TreeItem(lab.title, status === 'open' ? Expanded : Collapsed);
  const facts = [
    ...(missing === undefined ? [] : [missing]),
    t('{0} min', lab.minutes),
    statusWord(entry),
  ];
  // A row keeps its fold by its ID: the open lab unfolds once more when it opens.
  item.id = `lab:${lab.id}:${status === 'open' ? 'open' : ''}`;
  item.contextValue = `lab.${missing === undefined ? contextWord(entry) : 'missing'}`;
  item.description = facts.join(' · ');
  item.iconPath = missing === undefined ? statusIcon(entry) : new vscode.ThemeIcon('warning');
  item.tooltip = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(lab.title)
    .appendMarkdown('**\n\n')
    .appendText(lab.summary);
  item.accessibilityInformation = { label: [lab.title, ...facts].join(', ') };
  item.command = {
    command: missing === undefined ? 'isolab.resumeLab' : 'isolab.checkMachine',
    title: t('Open'),
    arguments: [{ kind: 'lab', entry } satisfies LabsNode],
  };
  return item;
}

/** For authors: choosing it goes to the first problem. */
function brokenItem({ id, folder, problems }: BrokenLab): vscode.TreeItem {
  const item = new vscode.TreeItem(id, None);
  const [first] = problems;
  item.id = `broken:${id}`;
  item.contextValue = 'broken';
  item.description = t('cannot be opened: {0} problems', problems.length);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
  item.tooltip = problems.map(formatProblem).join('\n');
  if (first !== undefined) {
    const place = new vscode.Position(first.line - 1, first.column - 1);
    const file = vscode.Uri.joinPath(vscode.Uri.file(folder), first.file);
    item.command = {
      command: 'vscode.open',
      title: t('Open'),
      arguments: [file, { selection: new vscode.Range(place, place) }],
    };
  }
  return item;
}

function stepItem(entry: LabEntry, index: number): vscode.TreeItem {
  const step = entry.steps[index];
  if (step === undefined) throw new RangeError(`lab ${entry.lab.id} has no step ${index}`);
  const item = new vscode.TreeItem(`${index + 1}. ${step.title}`, None);
  const isHere = entry.status === 'open' && entry.step === index;
  const word = isHere ? t('open now') : step.status === 'finished' ? t('finished') : '';
  item.id = `step:${entry.lab.id}:${step.id}:${entry.status === 'open' ? 'open' : ''}`;
  item.contextValue = 'step';
  item.description = word;
  item.iconPath =
    step.status === 'finished'
      ? new vscode.ThemeIcon('pass-filled', green)
      : new vscode.ThemeIcon(isHere ? 'arrow-right' : 'circle-outline');
  item.accessibilityInformation = {
    label: [t('Step {0}: {1}', index + 1, step.title), word].filter(Boolean).join(', '),
  };
  if (entry.missing === undefined) {
    item.command = {
      command: 'isolab.resumeLab',
      title: t('Open'),
      arguments: [{ kind: 'step', entry, index } satisfies LabsNode],
    };
  }
  return item;
}

function statusWord({ status, step, steps }: LabEntry): string {
  if (status === 'not-started') return t('not started');
  if (status === 'finished') return t('finished');
  return t('step {0} of {1}', step + 1, steps.length);
}

function contextWord({ status }: LabEntry): string {
  return status === 'not-started' ? 'notStarted' : status;
}

function statusIcon({ status, steps }: LabEntry): vscode.ThemeIcon {
  const isFinished = steps.length > 0 && steps.every((step) => step.status === 'finished');
  if (isFinished) return new vscode.ThemeIcon('pass-filled', green);
  if (status === 'open') return new vscode.ThemeIcon('beaker', green);
  return new vscode.ThemeIcon(status === 'started' ? 'debug-pause' : 'circle-large-outline');
}
