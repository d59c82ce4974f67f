import assert from 'node:assert/strict';
import { asInDockerfile } from '../../../extension/core/layers/instruction.ts';

describe('An instruction of an image’s history', () => {
  const cases = [
    ['/bin/sh -c #(nop) COPY file:12ab in /app ', 'COPY file:12ab in /app'],
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c apk add curl', 'RUN apk add curl'],
    ['|2 A=1 B=two words /bin/sh -c make && \\\n make install', 'RUN make && \\\n make install'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
    ['RUN |1 A=1 /bin/sh -c make # buildkit', 'RUN make'],
    ['RUN make # buildkit', 'RUN make'],
    ['COPY app.py . # buildkit', 'COPY app.py .'],
    ['sh -c echo new >/new', 'sh -c echo new >/new'],
    ['', ''],
  ] as const;
  for (const [createdBy, instruction] of cases) {
    it(`reads as in the Dockerfile: ${JSON.stringify(createdBy)}`, () => {
      assert.equal(asInDockerfile(createdBy), instruction);
    });
  }
});
