import assert from 'node:assert/strict';
import { composePackage, mirrorOf } from '../../../extension/start/composePackage.ts';

const block = (name: string, candidate: string): string =>
  `${name}:\n  Installed: (none)\n  Candidate: ${candidate}\n  Version table:\n     ${candidate} 500\n`;

describe('The package that brings Compose', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['is none on Debian 12, which has version 1', block('docker-compose', '1.29.2-3'), undefined],
    ['is Debian’s own from 13 on', block('docker-compose', '2.26.1-4'), 'docker-compose'],
    [
      'is Ubuntu’s, which has version 1 beside it',
      block('docker-compose', '1.29.2-1') + block('docker-compose-v2', '2.27.1+ds1-0ubuntu1'),
      'docker-compose-v2',
    ],
    [
      'is Docker’s where its repository is known',
      block('docker-compose', '1.29.2-3') +
        block('docker-compose-plugin', '2.32.1-1~debian.12~bookworm'),
      'docker-compose-plugin',
    ],
    ['may have an epoch', block('docker-compose', '1:2.40.0-1'), 'docker-compose'],
    ['is none when none can be had', block('docker-compose', '(none)'), undefined],
    ['is none where apt knows none of them', '', undefined],
  ];
  for (const [title, policy, expected] of cases) {
    it(title, () => {
      assert.equal(composePackage(policy), expected);
    });
  }
});

describe('The mirror of this Debian', () => {
  it('is the one of its release, not of updates, and nobody else’s', () => {
    const targets = [
      'Docker stable bookworm https://download.docker.com/linux/debian/',
      'Debian main bookworm-security http://security.example.org/debian-security/',
      'Debian contrib bookworm http://other.example.org/debian/',
      'Debian main bookworm http://mirror.example.org/debian/',
    ].join('\n');
    assert.equal(mirrorOf(targets), 'http://mirror.example.org/debian/');
  });

  it('is none on another system', () => {
    assert.equal(mirrorOf('Ubuntu main noble http://mirror.example.org/ubuntu/\n'), undefined);
  });
});
