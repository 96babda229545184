import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { DomainError, type ErrorCode, problemOf } from "../errors";
import { unreachable } from "../unreachable";

/** tRPC's code for each of ours; the HTTP status follows from it. */
const codes: Record<ErrorCode, TRPCError["code"]> = {
  invalid_input: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  method_not_allowed: "METHOD_NOT_SUPPORTED",
  too_slow: "TIMEOUT",
  conflict: "CONFLICT",
  token_spent: "CONFLICT",
  cloned: "CONFLICT",
  no_seat: "CONFLICT",
  gone: "NOT_FOUND",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported_media_type: "UNSUPPORTED_MEDIA_TYPE",
  unprocessable: "UNPROCESSABLE_CONTENT",
  rate_limited: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

/** What a browser gets of an error: a stable code, a sentence, the request's id, and the fields at fault by path. */
export type ErrorData = { code: string; requestId: string; fields: Record<string, string> };

/** A DomainError as tRPC's error; any other error stays what it was (tRPC calls it internal). */
export function asTrpcError(thrown: unknown): TRPCError {
  const error = unreachable(thrown);
  if (error instanceof TRPCError) {
    const cause = unreachable(error.cause);
    return cause instanceof DomainError ? asTrpcError(cause) : error;
  }
  if (error instanceof DomainError)
    return new TRPCError({ code: codes[error.code], message: error.message, cause: error });
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
}

/** The sentence and data that leave the server. Of an unknown error nothing leaks but the request's id. */
export function outwardError(error: TRPCError, requestId: string): { message: string; data: ErrorData } {
  const cause: unknown = error.cause;
  if (cause instanceof DomainError)
    return { message: cause.message, data: { code: cause.code, requestId, fields: fieldsOf(cause) } };
  if (cause instanceof z.ZodError) {
    const fields = Object.fromEntries(cause.issues.map((issue) => [issue.path.join("."), issue.message]));
    const sentences = [...new Set(Object.values(fields))].join(" ");
    return { message: sentences, data: { code: "invalid_input", requestId, fields } };
  }
  if (error.code === "INTERNAL_SERVER_ERROR")
    return {
      message: String(problemOf(error, requestId).body.detail),
      data: { code: "internal", requestId, fields: {} },
    };
  // tRPC's own refusals (no such procedure, malformed JSON): their texts are made of the caller's own request.
  return { message: error.message, data: { code: error.code.toLowerCase(), requestId, fields: {} } };
}

/** A DomainError names the field at fault in its detail, where there is one. */
function fieldsOf(error: DomainError): Record<string, string> {
  const field = error.detail.field;
  return typeof field === "string" ? { [field]: error.message } : {};
}
