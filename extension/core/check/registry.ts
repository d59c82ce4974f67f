import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { RegistryCalls, type Access } from './registryCalls.ts';
import { contentRules, readContents, type Contents } from './registryContents.ts';
import { mediaTypes } from './registryManifest.ts';
import { manifestPath } from './registryName.ts';
import { registrySchema, type RegistrySpec } from './registrySpec.ts';
import { expectation, judge, rule, verdict, type Pointer, type Rule } from './rule.ts';

type Door = Exclude<Access, { readonly missing: string }>;

/** Whether a registry is there, whom it lets in, and what it has. */
export const registry: CheckKind<RegistrySpec> = {
  schema: registrySchema,
  async evaluate(spec, world, signal) {
    const subject = t('The registry {0}', quote(spec.at));
    const calls = new RegistryCalls(spec.at, spec.as, world, signal);
    const access = await calls.access();
    const isThere = !('missing' in access);
    const [doors, rules] = [doorRules(spec), contentRules(spec)];
    if (spec.absent && rules.length === 0) {
      const missing = t('No registry answers on {0}.', quote(spec.at));
      const [facts, pointer] = [isThere ? access : undefined, see(spec, '/v2/')];
      return judgePresence<Door>({ subject, facts, rules: [], missing, pointer }, true);
    }
    const expected = expectation(subject, [...doors, ...rules]);
    if (!isThere) return verdict('failed', expected, access.missing, see(spec, '/v2/'));
    const isShut = rules.length > 0 && !access.isIn && spec.as === undefined;
    const atDoor = judge(subject, isShut ? [...doors, loginRule(false)] : doors, access);
    if (atDoor.status === 'failed') {
      return verdict('failed', expected, atDoor.observed, see(spec, '/v2/'));
    }
    const contents = await readContents(spec, calls);
    const facts = { ...access, ...contents };
    const pointer = seeContents(spec, contents);
    return spec.absent
      ? judgePresence({ subject, facts, rules, missing: expected, pointer }, true)
      : judge<Door & Contents>(subject, [...doors, ...rules], facts, pointer);
  },
};

function doorRules(spec: RegistrySpec): readonly Rule<Door>[] {
  return [
    { wanted: t('answers'), look: () => ({ found: t('answers'), holds: true }) },
    ...rule(spec.wantsLogin, loginRule),
    ...rule(spec.as, ({ user }) => {
      const wanted = t('lets {0} in', quote(user));
      const refusal = t('does not let {0} in with this password', quote(user));
      return {
        wanted,
        look: ({ isIn }: Door) => ({ found: isIn ? wanted : refusal, holds: isIn }),
      };
    }),
  ];
}

function loginRule(wanted: boolean): Rule<Door> {
  const words = (wantsLogin: boolean): string =>
    wantsLogin ? t('wants a login') : t('lets everybody in');
  return {
    wanted: words(wanted),
    look: ({ wantsLogin }) => ({ found: words(wantsLogin), holds: wantsLogin === wanted }),
  };
}

function see(spec: RegistrySpec, path: string, ...headers: readonly string[]): Pointer {
  // Without the password: curl asks for it.
  const login = spec.as === undefined ? [] : ['-u', spec.as.user];
  return { see: seeCommand('curl', '-i', ...login, ...headers, `http://${spec.at}${path}`) };
}

function seeContents(spec: RegistrySpec, { images }: Contents): Pointer {
  const { image, tags = {}, repositories } = spec;
  const [name] = Object.keys(tags);
  if (image !== undefined) {
    const type = images[image.ref]?.mediaType ?? mediaTypes[0];
    return see(spec, manifestPath(image.ref), '-H', `Accept: ${type}`);
  }
  if (name !== undefined) return see(spec, `/v2/${name}/tags/list`);
  return see(spec, repositories === undefined ? '/v2/' : '/v2/_catalog');
}
