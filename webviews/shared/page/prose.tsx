import type { ComponentChild } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import type { ProseNode } from '../../../extension/core/lab/prose.ts';
import { Code, CodeBlock } from './code.tsx';
import { legible } from './text.tsx';

/** What prose can ask the page around it to do. */
export interface ProseActions {
  /** In the lab terminal, or at a console of a guest. */
  run(text: string, guest?: string): void;
  copy(text: string): void;
  open(href: string): void;
  /** Draws a question or prediction with what the learner said to it. */
  ask(node: ProseNode & { type: 'ask' }): ComponentChild;
}

/** Draws a lab's prose as elements; text stays text. */
export function Prose(props: { nodes: readonly ProseNode[]; actions: ProseActions }) {
  return <>{props.nodes.map((node, index) => draw(node, index, props.actions))}</>;
}

function draw(node: ProseNode, key: number, actions: ProseActions): ComponentChild {
  const inner = (nodes: readonly ProseNode[]) => <Prose nodes={nodes} actions={actions} />;
  switch (node.type) {
    case 'text':
      return legible(node.text);
    case 'code':
      return <Code key={key} text={node.text} />;
    case 'strong':
      return <strong key={key}>{inner(node.children)}</strong>;
    case 'emphasis':
      return <em key={key}>{inner(node.children)}</em>;
    case 'paragraph':
      return <p key={key}>{inner(node.children)}</p>;
    case 'quote':
      return <blockquote key={key}>{inner(node.children)}</blockquote>;
    case 'item':
      return <li key={key}>{inner(node.children)}</li>;
    case 'heading':
      // The page has the h1.
      return node.level <= 2 ? (
        <h2 key={key}>{inner(node.children)}</h2>
      ) : (
        <h3 key={key}>{inner(node.children)}</h3>
      );
    case 'list':
      return node.isOrdered ? (
        <ol key={key}>{inner(node.children)}</ol>
      ) : (
        <ul key={key}>{inner(node.children)}</ul>
      );
    case 'link':
      return (
        <a
          key={key}
          href={node.href}
          onClick={(event) => {
            event.preventDefault();
            actions.open(node.href);
          }}
        >
          {inner(node.children)}
        </a>
      );
    case 'table':
      return <ProseTable key={key} table={node} actions={actions} />;
    case 'block':
      return (
        <CodeBlock
          key={key}
          text={node.text}
          onCopy={actions.copy}
          {...(node.guest === undefined ? {} : { guest: node.guest })}
          {...(node.isRunnable ? { onRun: (text) => actions.run(text, node.guest) } : {})}
        />
      );
    case 'ask':
      return actions.ask(node);
    case 'rule':
      return <hr key={key} />;
    case 'break':
      return <br key={key} />;
  }
}

function ProseTable(props: { table: ProseNode & { type: 'table' }; actions: ProseActions }) {
  const cell = (nodes: readonly ProseNode[]) => <Prose nodes={nodes} actions={props.actions} />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('Table')}>
      <table>
        <thead>
          <tr>
            {props.table.header.map((nodes, index) => (
              <th key={index} scope="col">
                {cell(nodes)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((nodes, column) => (
                <td key={column}>{cell(nodes)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
