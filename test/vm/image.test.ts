import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { HelperConnection } from '../../extension/core/kernel/helper/connection.ts';
import { ensureGuest } from '../../extension/core/recipe/guest/ensureGuest.ts';
import { guestBytes } from '../../extension/core/recipe/guest/guestImage.ts';
import { bootBare, type BareGuest } from './bareGuest.ts';
import { Screen } from './screen.ts';

const signal = AbortSignal.timeout(1_500_000);
const sources = {
  labsFolder: join(import.meta.dirname, '../../labs'),
  cacheFolder: cacheFolder(),
};
const quiet = (): void => {};

/** The end of a prompt, in VS Code's marks. */
const prompt = /\x1b]633;B\x07/;

describe('The guest base', function () {
  this.timeout(600_000);
  let guest: BareGuest;

  before(async () => {
    const files = await ensureGuest('base', sources, quiet, signal);
    assert.ok((await guestBytes(files)) <= 60_000_000, 'it is at most 60 MB');
    guest = await bootBare(files, { megabytes: 256, network: 'none' });
    await guest.serial.waitFor(prompt);
  });

  after(async () => {
    await guest[Symbol.asyncDispose]();
  });

  it('shows the kernel’s messages and a prompt on its serial line', () => {
    assert.match(guest.serial.shown, /Linux version/);
    assert.match(guest.serial.shown, /root@bare:~\/lab# /);
  });

  it('marks its prompts and commands as VS Code does', async () => {
    const shown = await guest.serial.type('echo "a;b"; false\r', /633;D;1\x07[^]*633;B\x07/);
    const marks = [...shown.matchAll(/\x1b]633;([^\x07]*)\x07/g)].map(([, mark]) => mark);
    assert.deepEqual(marks, [
      'E;echo "a\\x3bb"\\x3b false',
      'C',
      'D;1',
      'P;Cwd=/root/lab',
      'A',
      'B',
    ]);
  });

  it('gives a new shell after the last has ended', async () => {
    await guest.serial.type('exit\r', prompt);
  });

  it('has cgroup v2 alone, with every controller for children', async () => {
    assert.equal(await guest.sh('stat -fc %T /sys/fs/cgroup'), 'cgroup2fs\n');
    const controllers = await guest.sh('cat /sys/fs/cgroup/cgroup.subtree_control');
    for (const name of ['cpuset', 'cpu', 'io', 'memory', 'pids']) {
      assert.match(controllers, new RegExp(`\\b${name}\\b`));
    }
    assert.equal(await guest.sh('grep -c cgroup /proc/self/mounts'), '1\n');
  });

  for (const [what, script, awaited] of [
    [
      'a tracefs with system calls',
      'grep -c sys_enter_unshare /sys/kernel/tracing/available_events',
      /1/,
    ],
    [
      'namespaces',
      'unshare -fpmuin --mount-proc sh -c "hostname inner; hostname; echo $$; ps -e | wc -l"',
      /inner/,
    ],
    [
      'an overlay',
      'mkdir -p l u w m; mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m; findmnt -no FSTYPE m; umount m',
      /overlay/,
    ],
    [
      'veth, a bridge and netem',
      'ip link add br0 type bridge; ip link add veth0 type veth peer name veth1; ip link set veth0 master br0; tc qdisc add dev veth0 root netem delay 1ms; tc qdisc show dev veth0; ip link del veth0; ip link del br0',
      /netem/,
    ],
    [
      'the other kinds of network',
      'for kind in dummy ifb macvlan ipvlan; do modprobe $kind; done; ip link add one type dummy; ip -br link show one; ip link del one',
      /^one /,
    ],
    [
      'tbf and htb',
      'tc qdisc add dev lo root handle 1: htb; tc qdisc replace dev lo root tbf rate 1mbit burst 10k latency 50ms; tc qdisc show dev lo; tc qdisc del dev lo root',
      /tbf/,
    ],
    ['loop devices', 'truncate -s 1M f; losetup -f --show f; losetup -D; rm f', /loop/],
    ['Python', 'python3 -c "import os, fcntl, socket; print(os.uname().nodename)"', /bare/],
    ['strace', 'strace -e trace=unshare unshare -u true 2>&1', /unshare\(CLONE_NEWUTS\)/],
    ['a load', 'stress --vm 1 --vm-bytes 8M --timeout 1', /successful run/],
    [
      'busybox for a chroot',
      'mkdir -p r/bin; cp /bin/busybox r/bin/; chroot r /bin/busybox ls /; rm -r r',
      /bin/,
    ],
    ['lsns', 'lsns -n -o TYPE -p 1', /cgroup[^]*uts/],
    ['a name that its hosts file knows', 'ping -c 1 bare', /1 received/],
    [
      'a proper first process',
      'cat /proc/1/comm; (sleep 0 &) ; sleep 1; ps -eo stat | grep -c Z || true',
      /busybox\n0/,
    ],
  ] as const) {
    it(`has ${what}`, async () => {
      assert.match(await guest.sh(script), awaited);
    });
  }

  it('starts the shell of a further console when somebody types, and not before', async () => {
    assert.doesNotMatch(await guest.sh('ps -eo tty,comm'), /hvc\d +bash/);
    const screen = new Screen(await guest.connect('console2'));
    assert.match(await screen.type('\r', prompt), /root@bare/);
    assert.match(await guest.sh('ps -eo tty,comm'), /hvc1 +bash/);
    assert.match(await screen.type('stty size\r', prompt), /24 80/);
    await guest.sh('/usr/lib/isolab/resize hvc1 40 120');
    assert.match(await screen.type('stty size\r', prompt), /40 120/);
    // Another who connects later finds the same shell.
    screen.socket.destroy();
    await once(screen.socket, 'close');
    const again = new Screen(await guest.connect('console2'));
    assert.match(await again.type('echo $((6 * 7))\r', prompt), /42/);
    again.socket.destroy();
  });

  it('does not wait for the reader of a console, who misses something then', async () => {
    const screen = new Screen(await guest.connect('console3'));
    await screen.type('\r', prompt);
    screen.socket.pause();
    screen.socket.write('head -c 1000000 /dev/zero | tr "\\0" x; echo ended >/tmp/ended\r');
    await guest.sh('until [ -e /tmp/ended ]; do sleep 1; done');
    screen.socket.resume();
    await screen.waitFor(/xxx/);
    assert.match(await screen.type('echo $((6 * 7))\r', /42[^]*633;B/), /42/);
    assert.ok(screen.shown.length < 1_000_000);
    screen.socket.destroy();
  });

  it('reads its kernel for whoever connects, and for the next one too', async () => {
    for (let i = 0; i < 3; i++) {
      const probe = await openProbe(guest);
      assert.match(await probe.text('/proc/sys/kernel/hostname'), /bare/);
      // Leaves in the middle of an answer.
      void probe.text('/proc/kallsyms').catch(() => {});
      probe.close();
    }
    const last = await openProbe(guest);
    assert.equal(await guest.sh('ls /tmp | grep -c -- - || true'), '0\n', 'no secret is left');
    assert.equal(await guest.sh('pgrep -c -x probe'), '1\n', 'it is the same one');
    last.close();
  });

  it('reads its kernel also after it went back to a saved moment', async () => {
    const before = await openProbe(guest);
    assert.match(await before.text('/proc/sys/kernel/hostname'), /bare/);
    const monitor = (line: string): Promise<unknown> =>
      guest.qmp.execute('human-monitor-command', { 'command-line': line }, signal);
    assert.equal(await monitor('savevm moment'), '');
    assert.match(await before.text('/proc/sys/kernel/hostname'), /bare/);
    assert.equal(await monitor('loadvm moment'), '');
    before.close();
    const after = await openProbe(guest);
    assert.match(await after.text('/proc/sys/kernel/hostname'), /bare/);
    after.close();
    assert.equal(await guest.sh('echo alive'), 'alive\n');
  });

  it('tells QEMU when its kernel panics', async () => {
    const panicked = new Promise<void>((resolve) => {
      guest.qmp.onDidHappen(({ name }) => {
        if (name === 'GUEST_PANICKED') resolve();
      });
    });
    guest.serial.socket.write('echo c > /proc/sysrq-trigger\r');
    await panicked;
    await guest.serial.waitFor(/Kernel panic/);
  });
});

describe('The guest docker', function () {
  this.timeout(600_000);

  it('has an engine with two images, a network of its own, and an end', async () => {
    const files = await ensureGuest('docker', sources, quiet, signal);
    await using guest = await bootBare(files, { megabytes: 640, network: { forwards: [] } });
    await guest.serial.waitFor(prompt);
    assert.match(await guest.sh('ip -br address show eth0'), /10\.0\.2\.15\/24/);
    assert.match(await guest.sh('ping -c 1 10.0.2.2'), /1 received/);
    const wait = 'until docker image inspect hello-world; do sleep 1; done >/dev/null 2>&1';
    await guest.sh(wait);
    assert.match(await guest.sh('docker run --rm hello-world'), /Hello from Docker/);
    assert.match(await guest.sh('docker info -f "{{.Driver}} {{.CgroupVersion}}"'), /overlay2 2/);
    const own = 'docker run --rm --privileged -m 64m busybox cat /sys/fs/cgroup/memory.max';
    assert.equal(await guest.sh(own), `${64 * 1024 * 1024}\n`);
    guest.serial.socket.write('poweroff\r');
    assert.equal(await guest.ended, 0);
  });
});

describe('The making of a guest', function () {
  this.timeout(300_000);

  it('can be given up, and leaves nothing', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'isolab-guests-'));
    const end = new AbortController();
    const enough = (line: string): void => {
      if (line.includes('downloading packages')) end.abort(new Error('enough'));
    };
    const own = { ...sources, cacheFolder: cache };
    await assert.rejects(ensureGuest('base', own, enough, end.signal), /enough/);
    assert.deepEqual(await readdir(join(cache, 'guests')), []);
    await rm(cache, { recursive: true });
  });
});

/** Speaks as the host does at the probe's port: labs/images/guest/README.md. */
async function openProbe(guest: BareGuest): Promise<{
  text(path: string): Promise<string>;
  close(): void;
}> {
  const socket = await guest.connect('probe');
  const [token, secret] = [crypto.randomUUID(), crypto.randomUUID()];
  const screen = new Screen(socket);
  await screen.type(`- hello ${token} ${secret}\n`, new RegExp(`hello ${token}\n$`));
  socket.removeAllListeners('data');
  const connection = new HelperConnection(socket);
  return {
    text: async (path) =>
      (await connection.ask('texts', [`/tmp/${secret}${path}`], signal)).written,
    close: () => socket.destroy(),
  };
}
