import wrapAnsi from 'wrap-ansi';
import { t } from '../core/base/l10n.ts';
import type { ProseNode } from '../core/lab/prose.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

type NodeOf<Type extends ProseNode['type']> = Extract<ProseNode, { type: Type }>;

type Look = Pick<Output, 'columns' | 'paint'>;

/** A step's prose as it reads well in a terminal: no line is wider, but for what is typed. */
export function proseText(nodes: readonly ProseNode[], output: Look): string {
  return nodes
    .map((node) => nodeText(node, output))
    .join('')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
}

function nodeText(node: ProseNode, output: Look): string {
  const inside = (children: readonly ProseNode[]): string =>
    children.map((child) => nodeText(child, output)).join('');
  switch (node.type) {
    case 'text':
      return node.text.replaceAll('\n', ' ');
    case 'code':
      return output.paint('bold', node.text);
    case 'strong':
    case 'heading': {
      const text = output.paint('bold', inside(node.children));
      return node.type === 'strong' ? text : `\n\n${text}\n\n`;
    }
    case 'emphasis':
    case 'item':
      return inside(node.children);
    case 'paragraph':
      return `${wrap(inside(node.children), output)}\n\n`;
    case 'quote':
      return `\n\n${indented(node.children, output, '| ')}\n\n`;
    case 'list':
      return `\n${listText(node, output)}\n\n`;
    case 'link': {
      const text = inside(node.children);
      return node.href.startsWith('https:') && text !== node.href ? `${text} <${node.href}>` : text;
    }
    case 'table':
      return `${table([node.header, ...node.rows].map((row) => row.map(inside)))}\n\n`;
    case 'block':
      return `${indent(node.text, `    ${promptOf(node)}`)}\n\n`;
    case 'ask':
      return `${askText(node, inside(node.text), output)}\n\n`;
    case 'rule':
      return '----\n\n';
    case 'break':
      return '\n';
  }
}

/** Where it is typed: nothing, where that is left to the learner. */
function promptOf({ isRunnable, guest }: NodeOf<'block'>): string {
  if (!isRunnable) return '';
  return guest === undefined ? '$ ' : `${guest}# `;
}

function listText({ isOrdered, children }: NodeOf<'list'>, output: Look): string {
  return children
    .map((item, index) => {
      const mark = isOrdered ? `${index + 1}. ` : '- ';
      return indented([item], output, mark, ' '.repeat(mark.length));
    })
    .join('\n');
}

function indented(
  nodes: readonly ProseNode[],
  output: Look,
  first: string,
  others = first,
): string {
  const inside = narrower(output, first.length);
  const text = nodes.map((node) => nodeText(node, inside)).join('');
  return indent(wrap(text.trim(), inside), first, others);
}

function narrower({ columns, paint }: Look, by: number): Look {
  return { paint, columns: columns === undefined ? undefined : columns - by };
}

function wrap(text: string, { columns }: Look): string {
  return columns === undefined ? text : wrapAnsi(text, columns);
}

/** The question and how to answer it. */
function askText({ id, choices }: NodeOf<'ask'>, question: string, output: Look): string {
  const how = t('answer: {0}', `isolab check --answer ${id}=…`);
  const lines = [`? ${id}: ${question}`, ...choices.map((choice) => `- ${choice}`), `(${how})`];
  return indent(wrap(lines.join('\n'), narrower(output, 2)), '', '  ');
}

function indent(text: string, first: string, others = first): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`)
    .join('\n');
}
