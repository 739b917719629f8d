/** Why a file is not read at all: what it is, and what to do. Crosses from the worker as plain values. */
export class Unreadable extends Error {
  readonly code: 'invalid-document' | 'too-large';

  constructor(message: string, code: 'invalid-document' | 'too-large' = 'invalid-document') {
    super(message);
    this.code = code;
  }
}
