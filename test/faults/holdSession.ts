import { openPlace } from '../session/tinyLab.ts';

// A process that has a session open until it is killed: `tsx holdSession.ts ROOT VOLUME`. Prints the relay's address.
const [root, volume] = process.argv.slice(2);
if (root === undefined || volume === undefined) throw new Error('ROOT and VOLUME are needed');
const place = await openPlace({ root, volume });
const session = await place.open();
console.log(session.shell().env['DOCKER_HOST']);
