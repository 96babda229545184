import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { governConnections } from "./connections";

const mib = 1024 ** 2;
const ended: (() => void)[] = [];

beforeAll(() => governConnections());
afterEach(() => {
  vi.useRealTimers();
  for (const end of ended.splice(0)) end();
});

/** A client's connection to a server of this process with that handler. */
async function open(handler: RequestListener) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  ended.push(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  let text = "";
  const seen: { part: string; found: () => void }[] = [];
  socket.setEncoding("latin1");
  socket.on("data", (more: string) => {
    text += more;
    for (const { part, found } of seen) if (text.includes(part)) found();
  });
  const answered = (part: string) =>
    new Promise<void>((resolve) => (text.includes(part) ? resolve() : seen.push({ part, found: resolve })));
  /** Writes all of it, also after the answer; throws what the write throws. */
  const write = (data: string | Buffer) =>
    new Promise<void>((resolve, reject) => socket.write(data, (error) => (error ? reject(error) : resolve())));
  return { server, socket, write, answered, text: () => text };
}

const head = (length: number, more = "") =>
  `POST /api/any HTTP/1.1\r\nhost: test\r\ncontent-length: ${length}\r\n${more}\r\n`;

/** Answers as soon as it read `some` of the body, and leaves the rest. */
const answering =
  (some: number): RequestListener =>
  async (request, response) => {
    let read = 0;
    if (some > 0)
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        read += chunk.length;
        if (read >= some) break;
      }
    response.statusCode = 413;
    response.end("too large");
  };

test.each([
  ["before anything was read", 0],
  ["in the midst", 300_000],
])("a sender who goes on writing after the answer, %s, finishes, and the connection stays usable", async (_, some) => {
  const client = await open(answering(some));
  const block = Buffer.alloc(mib, 0x20);
  await client.write(head(20 * mib));
  await client.write(block);
  await client.answered("too large");
  for (let n = 1; n < 20; n++) await client.write(block);
  const before = client.text().length;
  await client.write(`${head(2)}{}`);
  const again = () => client.text().slice(before).includes("413");
  while (!again()) await once(client.socket, "data");
});

test("a sender who asked for the end of the connection gets it after its body", async () => {
  const client = await open(answering(0));
  const end = once(client.socket, "end");
  await client.write(head(8 * mib, "connection: close\r\n"));
  await client.answered("too large");
  for (let n = 0; n < 8; n++) await client.write(Buffer.alloc(mib, 0x20));
  await end;
  expect(client.text()).toMatch(/^HTTP\/1\.1 413 /);
});

test("of an answered body at most 64 MiB are read", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const client = await open(answering(0));
  await client.write(head(1024 * mib));
  await client.answered("too large");
  const closed = once(client.socket, "close");
  client.socket.on("error", () => {});
  for (let n = 0; n < 65; n++) await client.write(Buffer.alloc(mib, 0x20));
  await vi.advanceTimersByTimeAsync(2000);
  await closed;
});

test("a body that comes a byte at a time is refused after 30 s, one that progresses is not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const reading: RequestListener = async (request, response) => {
    let read = 0;
    request.on("data", (chunk: Buffer) => {
      read += chunk.length;
    });
    await once(request, "end").then(
      () => response.end(`read ${read}`),
      () => undefined, // the connection was closed
    );
  };
  const slow = await open(reading);
  const arrived = once(slow.server, "request");
  await slow.write(head(100));
  await slow.write("{");
  await arrived;
  const end = once(slow.socket, "end");
  await vi.advanceTimersByTimeAsync(30_000);
  await end;
  expect(slow.text()).toMatch(/^HTTP\/1\.1 408 /);
  expect(slow.text()).toContain("send at least 16 KiB in 30 s");

  const steady = await open(reading);
  const taken = once(steady.server, "request");
  await steady.write(head(60_000));
  const [request] = await taken;
  for (let n = 0; n < 3; n++) {
    await steady.write(Buffer.alloc(20_000, 0x20));
    while (request.socket.bytesRead < (n + 1) * 20_000) await new Promise((turn) => setImmediate(turn));
    if (n < 2) await vi.advanceTimersByTimeAsync(30_000);
  }
  await steady.answered("read 60000");
});

test("a server that is closing answers what is in flight, and then ends the connection", async () => {
  let release = () => {};
  const client = await open(async (_, response) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    response.end("answered");
  });
  const arrived = once(client.server, "request");
  await client.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  await arrived;
  const closed = once(client.server, "close");
  client.server.close();
  release();
  await client.answered("answered");
  await closed;
});
