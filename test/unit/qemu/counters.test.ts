import assert from 'node:assert/strict';
import { parseTranslator } from '../../../extension/core/qemu/counters.ts';

// As QEMU 7.2 writes it.
const infoJit = `Translation buffer state:
gen code size       23288403/268271616
TB count            41487
TB avg target size  18 max=503 bytes

Statistics:
TB flush count      1
TB invalidate count 18966
TLB full flushes    0
TLB partial flushes 39927
`;

describe('The counters of QEMU’s translator', () => {
  it('are taken out of what it writes for people', () => {
    assert.deepEqual(parseTranslator(infoJit), {
      translatedBlocks: 41487,
      translatedCodeBytes: 23288403,
      flushes: 1,
      invalidations: 18966,
      addressTranslationFlushes: 0,
    });
  });

  it('are left out where it does not write them', () => {
    assert.deepEqual(parseTranslator('TB count            7\n'), { translatedBlocks: 7 });
    assert.deepEqual(parseTranslator(''), {});
  });
});
