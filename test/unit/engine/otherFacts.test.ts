import assert from 'node:assert/strict';
import { parseEngineEvent } from '../../../extension/core/engine/parse/engineEvent.ts';
import { parseEngineInfo } from '../../../extension/core/engine/parse/engineInfo.ts';
import { familiarName } from '../../../extension/core/engine/parse/familiarName.ts';
import { parseImageFacts } from '../../../extension/core/engine/parse/imageFacts.ts';
import { parseNetworkFacts } from '../../../extension/core/engine/parse/networkFacts.ts';
import { parseVolumeFacts } from '../../../extension/core/engine/parse/volumeFacts.ts';
import { engines, readCaptured, readCapturedJson } from './captured.ts';

for (const engine of engines) {
  describe(`What ${engine} answers`, () => {
    it('gives an image with its familiar name, command and instructions', () => {
      const facts = parseImageFacts(
        readCapturedJson(engine, 'image.json'),
        readCapturedJson(engine, 'image-history.json'),
      );
      assert.match(facts.id, /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(facts.tags, ['isolab/static-site:latest']);
      assert.deepEqual(facts.command, ['httpd', '-f', '-v', '-p', '80', '-h', '/www']);
      assert.deepEqual(facts.exposedPorts, ['80/tcp']);
      assert.equal(facts.layers.length, 2);
      assert.match(facts.history[1]?.instruction ?? '', /CMD/);
      assert.equal(facts.os, 'linux');
      assert.ok(facts.sizeBytes > 1_000_000);
    });

    it('gives a network with its subnet and who is attached', () => {
      const facts = parseNetworkFacts(readCapturedJson(engine, 'network.json'));
      assert.equal(facts.name, 'cap-net');
      assert.equal(facts.driver, 'bridge');
      assert.deepEqual(facts.subnets, ['10.99.7.0/24']);
      assert.deepEqual(facts.labels, { course: 'vm' });
      assert.ok(facts.containers.includes('cap-rich'));
    });

    it('gives a volume', () => {
      const facts = parseVolumeFacts(readCapturedJson(engine, 'volume.json'));
      assert.equal(facts.name, 'cap-vol');
      assert.equal(facts.driver, 'local');
      assert.deepEqual(facts.labels, { course: 'vm' });
      assert.ok(Date.parse(facts.createdAt) > 0);
    });

    it('says what it is', () => {
      const info = parseEngineInfo(
        readCapturedJson(engine, 'version.json'),
        readCapturedJson(engine, 'info.json'),
      );
      const [name = '', version = ''] = engine.split('-');
      assert.equal(info.name.toLowerCase(), name);
      assert.ok(info.version.startsWith(version));
      assert.equal(info.cgroupVersion, 1);
      assert.equal(info.isRootless, false);
      assert.equal(info.cpus, 2);
      assert.ok(info.memoryBytes > 1e9);
    });

    it('tells a life in the same words', () => {
      const events = readCaptured(engine, 'events.ndjson')
        .trim()
        .split('\n')
        .map((line) => parseEngineEvent(JSON.parse(line)));
      const of = (name: string): string[] =>
        events.flatMap((event) =>
          event?.type === 'container' && event.name === name ? [event.action] : [],
        );
      const wanted = ['create', 'start', 'kill', 'die', 'destroy'];
      assert.deepEqual(
        of('cap-tty')
          .filter((action) => wanted.includes(action))
          .slice(0, 4),
        ['create', 'start', 'kill', 'die'],
      );
      assert.deepEqual(
        of('cap-rich').filter((action) => /^exec_(start|die)$/.test(action)),
        ['exec_start', 'exec_die'],
      );
      assert.ok(events.every((event) => event !== undefined && event.at > 1_500_000_000_000));
    });
  });
}

describe('An event', () => {
  it('keeps what Docker appends to the action apart', () => {
    const event = parseEngineEvent({
      Type: 'container',
      Action: 'health_status: unhealthy',
      Actor: { ID: 'a', Attributes: { name: 'web' } },
      time: 5,
    });
    assert.equal(event?.action, 'health_status');
    assert.equal(event.attributes['detail'], 'unhealthy');
    assert.equal(event.at, 5000);
  });

  it('of another shape is none', () => {
    assert.equal(parseEngineEvent({ status: 'pull' }), undefined);
    assert.equal(parseEngineEvent('x'), undefined);
  });
});

describe('A familiar name', () => {
  const check = (reference: string, expected: string): void => {
    it(`of ${reference} is ${expected}`, () => assert.equal(familiarName(reference), expected));
  };
  check('docker.io/library/busybox:latest', 'busybox:latest');
  check('docker.io/isolab/static-site:latest', 'isolab/static-site:latest');
  check('localhost/site:1', 'site:1');
  check('localhost:5000/site:1', 'localhost:5000/site:1');
  check('registry.example.org/a/b', 'registry.example.org/a/b');
});
