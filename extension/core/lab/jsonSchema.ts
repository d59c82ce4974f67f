import * as z from 'zod';
import { labSchema } from './schema.ts';

/**
 * The JSON Schema of lab.yaml, made from the zod schema: with it VS Code completes and explains. Unlike the loader,
 * it sees the text before values are filled in, so a `${NAME}` may stand wherever a number, a word of a list or a text
 * of some form belongs.
 */
export function labJsonSchema(): object {
  return z.toJSONSchema(labSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => allowVariables(jsonSchema),
  });
}

function allowVariables(schema: z.core.JSONSchema.BaseSchema): void {
  const isText =
    schema.type === 'string' && (schema.pattern !== undefined || schema.enum !== undefined);
  if (!isText && schema.type !== 'number' && schema.type !== 'integer') return;
  const form: z.core.JSONSchema.BaseSchema = { ...schema };
  delete form.description;
  for (const key of Object.keys(form)) Reflect.deleteProperty(schema, key);
  schema.anyOf = [form, { type: 'string', pattern: String.raw`\$\{[A-Z][A-Z0-9_]*\}` }];
}
