import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { addCloud } from "@/server/clouds/add-cloud";
import { inProvider, jobRequest } from "@/server/context";

type Instance = { id: string; account: string; state: string };

/**
 * As much of docs/sandbox-cloud.md as provisioning needs of a cloud: whose an instance is, and a storage account with a
 * quota.
 */
export async function cloudStandIn(slug: string) {
  const instances = new Map<string, Instance>();
  const asked: { method: string; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const path = request.url ?? "";
      asked.push({ method: request.method ?? "", path, body });
      const instance = instances.get(/^\/v1\/instances\/([^/]+)$/.exec(path)?.[1] ?? "");
      const storage = /^\/v1\/storage\/([^/]+)$/.exec(path)?.[1];
      const found = storage
        ? { url: `http://127.0.0.1:9/storage/${storage}/`, user: storage, password: "pass'word" }
        : instance && { ...instance, name: instance.id, flavor: "small", tags: {} };
      response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(found ?? { error: "not_found", message: "no such instance" }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const id = await inProvider(jobRequest("test"), (ctx) =>
    addCloud(ctx, {
      slug,
      name: slug,
      driver: "sandbox",
      connection: { settings: { url }, credentials: { token: "token-of-the-test" } },
    }),
  );
  return {
    id,
    slug,
    asked,
    run: (instance: string, account: string) => instances.set(instance, { id: instance, account, state: "running" }),
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
