import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newRequest } from "../../../context";
import { governConnections } from "../../../http/connections";
import { handle } from "../../../http/handle";
import { receiveEvents } from "../receive-events";

/**
 * A web process for tests: takes usage over HTTP as the product's web does, below its credentials; a header names the
 * customer. Anything else is answered with its process number. Listens on the port that it is given, else on a free
 * one, prints it, and runs until it is killed.
 */
const events = handle(async ({ request, now, requestId }) => {
  const customerId = request.headers.get("x-customer") ?? "";
  const actor = { kind: "key" as const, id: "key_1", label: "key_1", scopes: ["usage:write" as const], customerId };
  return receiveEvents(request, { ...newRequest(actor, now), actor, requestId });
});

governConnections(undefined, new Map([["POST /api/v1/events", events]]));
const server = createServer((_, response) => response.end(String(process.pid)));
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ answer: (server.address() as AddressInfo).port })}\n`);
});
