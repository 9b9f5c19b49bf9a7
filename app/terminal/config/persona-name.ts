/** Names of personas are file names in assets/demo/personas, without the ending. */
export const PERSONA_NAME = /^[a-z][a-z0-9-]{0,40}$/;
