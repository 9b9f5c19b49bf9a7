/** One protection of the shell taken away, and the test that has to notice. */
export interface Mutation {
  /** What is taken away. */
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test file below `tests/app/shell`, and part of the name of a test in it that must turn red. */
  readonly test: string;
  readonly red: string;
}
