import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { labJsonSchema } from '../core/lab/jsonSchema.ts';

// `npm run schema`: writes the file that VS Code reads for lab.yaml. A test demands that it is current.
const file = fileURLToPath(new URL('../../labs/lab.schema.json', import.meta.url));
await writeFile(
  file,
  await format(JSON.stringify(labJsonSchema()), { parser: 'json', printWidth: 100 }),
);
