import { problemAnswer, queryOf } from "@/app/export-answer";
import { bodyPieces } from "@/server/http/body-pieces";
import { methods } from "@/server/http/methods";
import { uploadPieceBytes } from "@/server/usage/uploads/receive-upload";

/** Takes the next bytes of an upload (`id`, `from`), piece by piece as they arrive. What came before a fault stays. */
function put(request: Request) {
  return problemAnswer(async (api) => {
    const { id = "", from = "" } = queryOf(request);
    let received: number | string = from;
    for await (const piece of bodyPieces(request.body, uploadPieceBytes))
      received = await api.uploads.receive({ uploadId: id, from: received, content: new Blob([piece]) });
    return Response.json({ received: Number(received) });
  });
}

/** How many bytes of an upload are here. */
function get(request: Request) {
  return problemAnswer(async (api) => {
    const { received } = await api.uploads.standing({ uploadId: queryOf(request).id ?? "" });
    return Response.json({ received: Number(received) });
  });
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
