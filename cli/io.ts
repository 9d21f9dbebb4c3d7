/** Where text goes. Colours, widths and questions are for terminals only. */
export type Output = {
  readonly isTerminal: boolean;
  /** Character cells of a line; undefined where nobody knows. */
  readonly columns: number | undefined;
  write(text: string): void;
};

/** What the environment says, under names that say what for. Texts are never empty. */
export type Environment = {
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** The terminal understands colours and nobody has asked for none. */
  readonly colours: boolean;
  /** Folder of the settings of all programs. */
  readonly settings: string;
};

/** The person at the terminal, or the lines a script pipes in. */
export type Input = {
  readonly isTerminal: boolean;
  /** Everything up to the end. */
  readAll(): Promise<string>;
  /** One answer; with `secret` it is not shown while it is typed. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string>;
};

/** Everything the client touches outside itself; tests bring their own. */
export type Io = {
  readonly out: Output;
  readonly err: Output;
  readonly input: Input;
  readonly environment: Environment;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
};
