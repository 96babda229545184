import { reasonInput } from "../../licensing/input";
import { beginUpload, discardUpload } from "../../usage/uploads/begin-upload";
import { confirmUpload, retryUpload } from "../../usage/uploads/decide-upload";
import { uploadInput, uploadName, uploadPieceInput } from "../../usage/uploads/input";
import { listUploads, uploadStanding } from "../../usage/uploads/list-uploads";
import { receivePiece } from "../../usage/uploads/receive-upload";
import { router, staffProcedure } from "../init";

/** Files that staff upload to be imported. */
export const uploadsRouter = router({
  list: staffProcedure("usage.read").query(({ ctx }) => ctx.run(listUploads)),
  standing: staffProcedure("usage.read")
    .input(uploadName)
    .query(({ ctx, input }) => ctx.run((inner) => uploadStanding(inner, input.uploadId))),

  begin: staffProcedure("usage.change")
    .input(uploadInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => beginUpload(inner, input))),
  /** Called by the route that takes the bytes: no browser sends them as a procedure's input. */
  receive: staffProcedure("usage.change")
    .input(uploadPieceInput)
    .mutation(async ({ ctx, input: { content, ...piece } }) => {
      const bytes = Buffer.from(await content.arrayBuffer());
      return ctx.run((inner) => receivePiece(inner, { ...piece, content: bytes }));
    }),
  confirm: staffProcedure("usage.change")
    .input(uploadName.extend({ reason: reasonInput.optional() }))
    .mutation(({ ctx, input }) => ctx.run((inner) => confirmUpload(inner, input))),
  retry: staffProcedure("usage.change")
    .input(uploadName)
    .mutation(({ ctx, input }) => ctx.run((inner) => retryUpload(inner, input.uploadId))),
  discard: staffProcedure("usage.change")
    .input(uploadName)
    .mutation(({ ctx, input }) => ctx.run((inner) => discardUpload(inner, input.uploadId))),
});
