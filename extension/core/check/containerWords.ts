import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { ContainerSpec } from './container.ts';
import { quote } from '../base/quote.ts';
import type { Rule } from './rule.ts';
import { describeText, matchesText, type TextMatch } from './text.ts';

type ContainerRule = Rule<ContainerFacts>;

/** What is wanted of a container's environment and labels. */
export function wordRules(spec: ContainerSpec): readonly ContainerRule[] {
  const env = Object.entries(spec.env ?? {}).map(([name, wanted]) =>
    wordRule(t('the variable'), name, wanted, (facts) => facts.environment[name]),
  );
  const labels = Object.entries(spec.labels ?? {}).map(([name, wanted]) =>
    wordRule(t('the label'), name, wanted, (facts) => facts.labels[name]),
  );
  return [...env, ...labels];
}

function wordRule(
  what: string,
  name: string,
  wanted: TextMatch | false,
  read: (facts: ContainerFacts) => string | undefined,
): ContainerRule {
  const words = (value: string): string => t('has {0} {1} = {2}', what, quote(name), value);
  const without = t('does not have {0} {1}', what, quote(name));
  return {
    wanted: wanted === false ? without : words(describeText(wanted)),
    look(facts) {
      const value = read(facts);
      return {
        found: value === undefined ? without : words(quote(value)),
        holds:
          wanted === false
            ? value === undefined
            : value !== undefined && matchesText(value, wanted),
      };
    },
  };
}
