import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** What the server answers to a command instead of taking it: `"550 5.1.1 No such user"`; undefined takes it. */
type Refusal = (command: string) => string | undefined;

/** A mail server of a test: it takes mails over real SMTP, and refuses what `refuse` says. */
export async function openSmtp(refuse: Refusal = () => undefined) {
  const mails: string[] = [];
  const state = { refuse };
  const server = createServer((socket) => converse(socket, mails, state));
  await new Promise<void>((open) => server.listen(0, "127.0.0.1", open));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** As they came, with headers and parts. */
    mails,
    refuse: (next: Refusal) => {
      state.refuse = next;
    },
    close: () => new Promise((closed) => server.close(closed)),
  };
}

function converse(socket: Socket, mails: string[], state: { refuse: Refusal }): void {
  let pending = "";
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say(state.refuse("CONNECT") ?? "220 stand-in");
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    pending += bytes.toString("latin1");
    for (;;) {
      const end = pending.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = pending.slice(0, end);
      pending = pending.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        const refusal = state.refuse("DATA");
        if (!refusal) mails.push(text.replaceAll("\r\n..", "\r\n."));
        say(refusal ?? "250 2.0.0 taken");
      } else if (/^DATA/i.test(text)) {
        inData = true;
        say("354 go on");
      } else if (/^QUIT/i.test(text)) {
        say("221 bye");
        socket.end();
      } else say(state.refuse(text) ?? "250 2.0.0 fine");
    }
  });
}

/** The headers of a mail, folded lines joined, and each part decoded, by its type. */
export function readMail(raw: string): { headers: Record<string, string>; parts: Record<string, string> } {
  const parts: Record<string, string> = {};
  const top = headersOf(raw);
  const walk = (text: string) => {
    const { headers, body } = headersOf(text);
    const type = headers["content-type"] ?? "";
    const boundary = /boundary="([^"]+)"/.exec(type)?.[1];
    if (boundary) for (const piece of body.split(`--${boundary}`).slice(1, -1)) walk(piece.replace(/^\r\n/, ""));
    else parts[type.split(";")[0] ?? ""] = decoded(body, headers["content-transfer-encoding"] ?? "");
  };
  walk(raw);
  return { headers: top.headers, parts };
}

function headersOf(text: string): { headers: Record<string, string>; body: string } {
  const at = text.indexOf("\r\n\r\n");
  const lines = text
    .slice(0, at)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  return { headers: Object.fromEntries(headers), body: text.slice(at + 4) };
}

function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return Buffer.from(body, "latin1").toString();
  const bytes = body
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
