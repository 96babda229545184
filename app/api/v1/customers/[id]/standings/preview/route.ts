import { methods } from "@/server/http/methods";
import { previewOtherUse } from "@/server/workflow/preview-use";
import { shownUsePreview } from "@/server/workflow/shown-use";
import { previewUse } from "../../../../limits/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const post = serve(previewUse, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownUsePreview(await previewOtherUse(ctx, { customerId, ...body })),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
