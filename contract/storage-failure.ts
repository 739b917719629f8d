/** The store could not make a group durable. `fatal` = nothing may be written any more by this process. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  readonly fatal: boolean;
  constructor(message: string, fatal: boolean, options?: ErrorOptions) {
    super(message, options);
    this.fatal = fatal;
  }
}
