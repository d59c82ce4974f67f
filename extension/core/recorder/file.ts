import type { Recording } from './recording.ts';

/** How files of recordings are called. */
export const recordingExtension = '.isolab-recording.json';

/** A recording as the text of its file. */
export function formatRecording(recording: Recording): string {
  return `${JSON.stringify(recording)}\n`;
}

/** The recording that a file's text holds. */
export function parseRecording(text: string): Recording {
  return JSON.parse(text) as Recording;
}
