import { methods } from "@/server/http/methods";
import { tryMapping } from "@/server/usage/mappings/try-mapping";
import { serve } from "../../../serve";
import { tryMapping as attempt } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(attempt, async (program, { params, body }) => {
  const trial = await tryMapping(program.request, { ...body, cloud: params.cloud });
  return program.see(undefined, async () => trial);
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
