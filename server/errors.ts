/** The closed list of what can be wrong, with the HTTP status each has. */
export const errorStatus = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_slow: 408,
  conflict: 409,
  token_spent: 409,
  cloned: 409,
  no_seat: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Something a caller did or must know. `message` is a sentence for a person: what is wrong and what to do. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: Record<string, string | number | boolean> = {},
  ) {
    super(message);
  }
}

export function notFound(what: string, id: string): DomainError {
  return new DomainError("not_found", `There is no ${what} ${id}, or it is not yours to see.`);
}

/** RFC 9457 problem details. Of an unknown error nothing leaks but the request id. */
export function problemOf(error: unknown, requestId: string): { status: number; body: Record<string, unknown> } {
  if (error instanceof DomainError) {
    const status = errorStatus[error.code];
    return {
      status,
      body: {
        type: `urn:spillway:error:${error.code}`,
        title: error.code.replaceAll("_", " "),
        status,
        detail: error.message,
        code: error.code,
        requestId,
        ...error.detail,
      },
    };
  }
  return {
    status: 500,
    body: {
      type: "urn:spillway:error:internal",
      title: "internal error",
      status: 500,
      detail: `This could not be done, and it is not your fault. Nothing was changed. Give the provider of this portal the request id ${requestId}.`,
      code: "internal",
      requestId,
    },
  };
}
