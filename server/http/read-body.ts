import { DomainError } from "../errors";

const kib = 1024;
const machineBodyBytes = 256 * kib;

type Expected = { limitBytes?: number; types?: readonly string[] };

/**
 * The body as text (UTF-8).
 * @throws DomainError unsupported_media_type, too_large (read no further than the limit), invalid_input when it is no
 * UTF-8.
 */
export async function readText(
  request: globalThis.Request,
  { limitBytes = machineBodyBytes, types = ["application/json"] }: Expected = {},
): Promise<string> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type))
    throw new DomainError(
      "unsupported_media_type",
      `Send ${types.join(" or ")}; this came ${type === "" ? "without a Content-Type" : `as ${type}`}.`,
    );
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    // Not cancelled: that would close the connection under a sender who is still writing (read-out.ts reads the rest).
    if (length > limitBytes)
      throw new DomainError(
        "too_large",
        `The body is larger than ${Math.floor(limitBytes / kib)} KiB. Send it in parts.`,
      );
    chunks.push(read.value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new DomainError("invalid_input", "The body is not UTF-8. Send text in UTF-8.");
  }
}

/** The body as JSON. @throws as readText, and invalid_input when it is no JSON. */
export async function readJson(request: globalThis.Request, expected?: Expected): Promise<unknown> {
  const text = await readText(request, expected);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError("invalid_input", `The body is not JSON: ${(error as Error).message}.`);
  }
}
