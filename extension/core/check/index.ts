import { capability } from './capability.ts';
import { cgroup } from './cgroup.ts';
import { command } from './command.ts';
import { compose } from './compose.ts';
import { container } from './container.ts';
import { disk } from './disk.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { networkInterface } from './interface.ts';
import { layer } from './layer.ts';
import { log } from './log.ts';
import { measured } from './measured.ts';
import { migration } from './migration.ts';
import { mount } from './mount.ts';
import { namespace } from './namespace.ts';
import { network } from './network.ts';
import { process } from './process.ts';
import { question } from './question.ts';
import { recorded } from './recorded.ts';
import { registry } from './registry.ts';
import { service } from './service.ts';
import { swarm } from './swarm.ts';
import { vm } from './vm.ts';
import { vmSnapshot } from './vmSnapshot.ts';
import { volume } from './volume.ts';

/** Every kind of check, by its key in lab.yaml. A new kind is one file in this folder and its line here. */
export const checkKinds = {
  container,
  image,
  layer,
  network,
  volume,
  registry,
  compose,
  swarm,
  service,
  process,
  namespace,
  cgroup,
  mount,
  interface: networkInterface,
  capability,
  file,
  command,
  http,
  log,
  question,
  vm,
  disk,
  'vm-snapshot': vmSnapshot,
  migration,
  measured,
  recorded,
} as const;
