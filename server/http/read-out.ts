import type { IncomingMessage, ServerResponse } from "node:http";

/** What is read at most of a body after its answer, in bytes and in time; then the connection closes. */
const mostBytes = 64 * 1024 ** 2;
const mostSeconds = 30;

/**
 * Reads and throws away what is left of the body once the answer (413, 415, 401 …) is out. A sender that is still
 * writing then finishes and reads the answer; closing under it would fail its write. The connection stays usable.
 */
export function readOut(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  // Node closes right after an answer with `connection: close`: that waits until the body was read.
  const close = socket.destroySoon.bind(socket);
  let closing = false;
  socket.destroySoon = () => {
    closing = true;
    if (request.complete || request.destroyed || !response.writableFinished) close();
  };
  request.once("close", () => {
    socket.destroySoon = close;
  });
  response.once("finish", () => {
    if (request.complete || request.destroyed) return;
    const begun = socket.bytesRead;
    let seconds = 0;
    const bound = setInterval(() => {
      seconds += 1;
      if (seconds >= mostSeconds || socket.bytesRead - begun > mostBytes) socket.destroy();
    }, 1000).unref();
    request.once("close", () => clearInterval(bound));
    request.once("end", () => {
      if (closing) close();
    });
    // The handler's reader, which has stopped in the midst, would hold the rest back.
    for (const event of ["readable", "data"]) request.removeAllListeners(event);
    request.on("data", () => {});
    request.resume();
  });
}
