/** A refusal the caller of the cloud's API sees as `{ error, message }` with this status. */
export class CloudError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
