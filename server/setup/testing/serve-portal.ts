import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerIdentity } from "@/agent/testing/private-ca";
import { POST as events } from "@/app/api/v1/events/route";
import { GET as linkFile, POST as linkPost } from "@/app/i/[link]/route";
import { GET as artefact } from "@/app/i/artefacts/[sha256]/route";
import { GET as caFile } from "@/app/i/ca.pem/route";
import { reach } from "./portal";

/**
 * The machine-facing routes of the portal on a loopback port, so that the real agent can be run against them;
 * `identity`: by https.
 */
export async function servePortal(identity?: ServerIdentity): Promise<{ origin: string; close(): Promise<void> }> {
  const listener: RequestListener = (message, response) => {
    void answer(message, response).catch((error: Error) => {
      response.writeHead(500).end(error.message);
    });
  };
  const server = identity ? createTlsServer(identity, listener) : createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const origin = identity ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const method = message.method ?? "GET";
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const request = new Request(url, { method, headers, ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}) });
  const answered = await route(request, url.pathname);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

function route(request: globalThis.Request, path: string): Promise<Response> {
  const hash = /^\/i\/artefacts\/([^/]+)$/.exec(path)?.[1];
  if (hash) return artefact(request, { params: Promise.resolve({ sha256: hash }) });
  if (path === "/i/ca.pem") return caFile(request);
  const link = /^\/i\/([^/]+)$/.exec(path)?.[1];
  if (link) return (request.method === "POST" ? linkPost : linkFile)(request, { params: Promise.resolve({ link }) });
  if (path === "/api/v1/events") return events(request);
  return reach(request);
}
