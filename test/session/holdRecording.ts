import { openRecordedShell } from './recordedShell.ts';
import { openPlace } from './tinyLab.ts';

// A process that records until it is killed: `tsx holdRecording.ts ROOT VOLUME`. Prints the ID of a recording it keeps.
const [root, volume] = process.argv.slice(2);
if (root === undefined || volume === undefined) throw new Error('ROOT and VOLUME are needed');
const place = await openPlace({ root, volume });
const session = await place.open();
const shell = openRecordedShell(session, 'one');
const { id } = await shell.run('docker run --rm busybox true');
session.commandStarted({ line: 'docker run busybox', terminal: 'one' });
console.log(id);
