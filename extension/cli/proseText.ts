import { t } from '../core/base/l10n.ts';
import type { ProseNode } from '../core/lab/prose.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

type NodeOf<Type extends ProseNode['type']> = Extract<ProseNode, { type: Type }>;

/** A step's prose as it reads well in a terminal, in which lines are as long as the window is wide. */
export function proseText(nodes: readonly ProseNode[], output: Output): string {
  return nodes
    .map((node) => nodeText(node, output))
    .join('')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
}

function nodeText(node: ProseNode, output: Output): string {
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
      return `${inside(node.children)}\n\n`;
    case 'quote':
      return `\n\n${indent(inside(node.children).trim(), '| ')}\n\n`;
    case 'list':
      return `\n${listText(node, inside)}\n\n`;
    case 'link': {
      const text = inside(node.children);
      return node.href.startsWith('https:') && text !== node.href ? `${text} <${node.href}>` : text;
    }
    case 'table':
      return `${table([node.header, ...node.rows].map((row) => row.map(inside)))}\n\n`;
    case 'block':
      return `${indent(node.text, node.isRunnable ? '    $ ' : '    ', '    ')}\n\n`;
    case 'ask':
      return `${askText(node, inside(node.text))}\n\n`;
    case 'rule':
      return '----\n\n';
    case 'break':
      return '\n';
  }
}

function listText(
  { isOrdered, children }: NodeOf<'list'>,
  inside: (children: readonly ProseNode[]) => string,
): string {
  return children
    .map((item, index) => {
      const mark = isOrdered ? `${index + 1}. ` : '- ';
      return indent(inside([item]).trim(), mark, ' '.repeat(mark.length));
    })
    .join('\n');
}

/** The question and how to answer it. */
function askText({ id, choices }: NodeOf<'ask'>, question: string): string {
  const how = t('answer: {0}', `isolab check --answer ${id}=…`);
  return [`? ${id}: ${question}`, ...choices.map((choice) => `- ${choice}`), `(${how})`]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n');
}

function indent(text: string, first: string, others = first): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`)
    .join('\n');
}
