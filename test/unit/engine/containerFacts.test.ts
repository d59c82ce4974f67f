import assert from 'node:assert/strict';
import { parseContainerFacts } from '../../../extension/core/engine/parse/containerFacts.ts';
import { engines, readCapturedJson } from './captured.ts';

for (const engine of engines) {
  const read = (name: string) =>
    parseContainerFacts(readCapturedJson(engine, `container-${name}.json`));

  describe(`A container as ${engine} describes it`, () => {
    it('has the name, image, command and state that docker shows', () => {
      const facts = read('rich');
      assert.equal(facts.name, 'cap-rich');
      assert.equal(facts.image.replace(/:latest$/, ''), 'isolab/static-site');
      assert.equal(facts.state, 'running');
      assert.ok(facts.pid > 1);
      assert.deepEqual(facts.command, ['httpd', '-f', '-v', '-p', '80', '-h', '/www']);
      assert.equal(facts.environment['GREETING'], 'hello=you');
      assert.equal(facts.labels['quote'], '"x"');
      assert.equal(facts.restartPolicy, 'on-failure');
    });

    it('publishes each port once, and lists an exposed one with nothing', () => {
      assert.deepEqual(read('rich').ports, {
        '80/tcp': [18311],
        '81/tcp': [18312],
        '443/tcp': [],
      });
    });

    it('tells what it will publish before it was ever started', () => {
      const { state, ports, pid } = read('created');
      assert.deepEqual(
        { state, ports, pid },
        {
          state: 'created',
          ports: { '80/tcp': [18313] },
          pid: 0,
        },
      );
    });

    it('has its limits in one unit', () => {
      const { limits } = read('rich');
      assert.equal(limits.memoryBytes, 64 * 1024 * 1024);
      assert.equal(limits.nanoCpus, 500_000_000);
      assert.equal(limits.pids, 20);
      assert.equal(limits.cpuset, '0');
      assert.equal(read('exited').limits.memoryBytes, 0);
    });

    it('says which mounts are writable', () => {
      const mounts = [...read('rich').mounts].sort((a, b) => a.target.localeCompare(b.target));
      assert.deepEqual(
        mounts.map(({ type, target, isWritable }) => ({ type, target, isWritable })),
        [
          { type: 'volume', target: '/data', isWritable: true },
          { type: 'bind', target: '/h', isWritable: false },
        ],
      );
      assert.equal(mounts[0]?.name, 'cap-vol');
    });

    it('has its networks by name, with aliases that are not its own ID', () => {
      const { networkMode, networks } = read('rich');
      assert.equal(networkMode, 'cap-net');
      const network = networks['cap-net'];
      assert.match(network?.address ?? '', /^10\.99\.7\.\d$/);
      assert.deepEqual(
        network?.aliases.filter((alias) => alias !== 'web'),
        ['site'],
      );
    });

    it('tells whose namespaces it shares', () => {
      const { id } = read('rich');
      const { networkMode, ipcMode, pidMode } = read('pod');
      assert.deepEqual([networkMode, ipcMode, pidMode], Array(3).fill(`container:${id}`));
    });

    it('has capabilities as --cap-add takes them', () => {
      const { capAdd, capDrop } = read('rich');
      assert.deepEqual([capAdd, capDrop], [['NET_ADMIN'], ['CHOWN']]);
    });

    it('keeps the exit code of one that ended', () => {
      const { state, exitCode, pid, isOomKilled } = read('exited');
      assert.deepEqual(
        { state, exitCode, pid, isOomKilled },
        {
          state: 'exited',
          exitCode: 3,
          pid: 0,
          isOomKilled: false,
        },
      );
    });
  });
}

describe('A container of another shape', () => {
  const smallest = {
    Id: 'f'.repeat(64),
    Name: '/x',
    State: { Status: 'stopping', ExitCode: 0 },
    Config: { Cmd: 'one text', Entrypoint: null },
    HostConfig: { PidsLimit: -1, CpuQuota: 25_000, NetworkMode: 'default' },
    NetworkSettings: {},
  };

  it('may leave out nearly everything', () => {
    const facts = parseContainerFacts(smallest);
    assert.equal(facts.state, 'running');
    assert.deepEqual(facts.command, ['one text']);
    assert.equal(facts.limits.pids, 0);
    assert.equal(facts.limits.nanoCpus, 250_000_000);
    assert.equal(facts.networkMode, 'bridge');
    assert.deepEqual(facts.ports, {});
  });

  it('keeps hostile names and labels as they are', () => {
    const hostile = '"><script>alert(1)</script>\n\u001b[31m\u202e';
    const facts = parseContainerFacts({
      ...smallest,
      Config: { Labels: { [hostile]: hostile }, Env: ['NO_EQUALS', `A=${hostile}`] },
    });
    assert.equal(facts.labels[hostile], hostile);
    assert.deepEqual(facts.environment, { NO_EQUALS: '', A: hostile });
  });

  it('is refused when it is no container at all', () => {
    assert.throws(() => parseContainerFacts({ message: 'no' }));
  });
});
