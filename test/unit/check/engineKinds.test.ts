import { imageFacts } from '../../fakes/facts.ts';
import { itJudges } from './expectVerdict.ts';

describe('The check `image`', () => {
  const image = imageFacts();
  const facts = {
    images: { site: image, 'site:2': image, other: imageFacts({ id: 'sha256:other' }) },
  };
  itJudges(facts, [
    [{ image: { ref: 'site' } }, 'passed', 'The image `site` exists'],
    [{ image: { ref: 'nothing' } }, 'failed', 'There is no image `nothing`.'],
    [{ image: { ref: 'nothing', absent: true } }, 'passed', 'There is no image `nothing`.'],
    [{ image: { ref: 'site', absent: true } }, 'failed', 'The image `site` exists'],
    [
      { image: { ref: 'site', tags: ['site:latest'] } },
      'passed',
      'The image `site` has the tags `site:latest`',
    ],
    [
      { image: { ref: 'site', tags: ['site:1'] } },
      'failed',
      'The image `site` has the tags `site:latest`',
    ],
    [
      { image: { ref: 'site', sameAs: 'site:2' } },
      'passed',
      'The image `site` is the same image as `site:2`',
    ],
    [
      { image: { ref: 'site', sameAs: 'other' } },
      'failed',
      'The image `site` is another image than `other`',
    ],
    [
      { image: { ref: 'site', sameAs: 'gone' } },
      'failed',
      'The image `site` has no `gone` beside it',
    ],
    [
      { image: { ref: 'site', differs: 'other' } },
      'passed',
      'The image `site` is another image than `other`',
    ],
    [
      { image: { ref: 'site', command: 'python app.py', workdir: '/app', user: '' } },
      'passed',
      'The image `site` has the `CMD` `python app.py`, has the `WORKDIR` `/app`, has no `USER`',
    ],
    [
      { image: { ref: 'site', entrypoint: 'sh' } },
      'failed',
      'The image `site` has no `ENTRYPOINT`',
    ],
    [
      { image: { ref: 'site', env: { LANG: 'C' } } },
      'failed',
      'The image `site` has the `ENV LANG` `C.UTF-8`',
    ],
    [
      { image: { ref: 'site', exposes: ['443/tcp'] } },
      'failed',
      'The image `site` has `EXPOSE 80/tcp`',
    ],
    [
      { image: { ref: 'site', history: [{ contains: 'WORKDIR' }, { contains: 'COPY' }] } },
      'passed',
      'The image `site` was made by these instructions',
    ],
    [
      { image: { ref: 'site', history: [{ contains: 'COPY' }, { contains: 'WORKDIR' }] } },
      'failed',
      'The image `site` has no instruction containing `WORKDIR` at that place',
    ],
    [{ image: { ref: 'site', layers: { atMost: 1 } } }, 'failed', 'The image `site` has layers: 2'],
    [
      { image: { ref: 'site', size: { below: '10m' } } },
      'passed',
      'The image `site` has a size of 4.8 MiB',
    ],
  ]);
});

describe('The check `network`', () => {
  const back = {
    id: 'n1',
    name: 'back',
    driver: 'bridge',
    createdAt: '2026-01-01T00:00:00Z',
    isInternal: true,
    subnets: ['172.30.0.0/24'],
    labels: {},
    containers: ['db'],
  };
  itJudges({ networks: { back, empty: { ...back, containers: [] } } }, [
    [{ network: { name: 'back' } }, 'passed', 'The network `back` exists'],
    [{ network: { name: 'front' } }, 'failed', 'There is no network named `front`.'],
    [{ network: { name: 'front', absent: true } }, 'passed', 'There is no network named `front`.'],
    [
      { network: { name: 'back', driver: 'overlay' } },
      'failed',
      'The network `back` has the driver `bridge`',
    ],
    [
      { network: { name: 'back', internal: false } },
      'failed',
      'The network `back` has no way out (internal)',
    ],
    [
      { network: { name: 'back', subnet: '172.30.0.0/24' } },
      'passed',
      'The network `back` has the subnets `172.30.0.0/24`',
    ],
    [
      { network: { name: 'back', containers: ['db'], without: ['web'] } },
      'passed',
      'The network `back` has `db` attached',
    ],
    [
      { network: { name: 'empty', containers: ['web'] } },
      'failed',
      'The network `empty` has nobody attached',
    ],
  ]);
});

describe('The check `volume`', () => {
  const data = {
    ...{ name: 'data', driver: 'local', mountpoint: '/v', createdAt: '' },
    labels: { keep: 'yes' },
  };
  itJudges({ volumes: { data } }, [
    [{ volume: { name: 'data' } }, 'passed', 'The volume `data` exists'],
    [{ volume: { name: 'date' } }, 'failed', 'There is no volume named `date`.'],
    [{ volume: { name: 'data', absent: true } }, 'failed', 'The volume `data` exists'],
    [
      { volume: { name: 'data', driver: 'nfs' } },
      'failed',
      'The volume `data` has the driver `local`',
    ],
    [
      { volume: { name: 'data', labels: { keep: 'yes' } } },
      'passed',
      'The volume `data` has the label `keep` `yes`',
    ],
    [
      { volume: { name: 'data', labels: { tier: 'db' } } },
      'failed',
      'The volume `data` does not have the label `tier`',
    ],
  ]);
});
