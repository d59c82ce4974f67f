import type { CliCommand } from '../command.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { hint } from './hint.ts';
import { images } from './images.ts';
import { ladder } from './ladder.ts';
import { list } from './list.ts';
import { record } from './record.ts';
import { remove } from './remove.ts';
import { reset } from './reset.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';
import { vm } from './vm.ts';

/** Every command of `isolab`, in the order in which a person meets them. */
export const commands: readonly CliCommand[] = [
  doctor,
  list,
  start,
  check,
  hint,
  reset,
  remove,
  vm,
  record,
  ladder,
  images,
  verify,
];
