import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { importRow } from "@/server/usage/imports/usage-imports";
import { serve } from "../../../../serve";
import { getImportRow, importRowParams, shownImportRow } from "../../../contract";

export const dynamic = "force-dynamic";

const get = serve(getImportRow, (program, { params }) => {
  const { row: rowNumber } = parseInput(importRowParams, params);
  return program.see(undefined, async (ctx) =>
    shownImportRow(await importRow(ctx, { importId: params.id, rowNumber })),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
