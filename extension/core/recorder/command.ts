/** A command line that was typed at one of a lab's terminals. */
export interface StartedCommand {
  readonly line: string;
  /** Names the terminal for as long as it lasts. */
  readonly terminal: string;
  /** Of the shell in it, as this computer numbers processes; without it the command's own programs are not known. */
  readonly pid?: number;
  /** The VM at whose console it was typed. */
  readonly guest?: string;
}

/** The same when it is over. */
export interface EndedCommand {
  readonly line: string;
  readonly terminal: string;
  readonly exitCode?: number;
}
