import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inProvider, jobRequest, newRequest, type Request } from "../context";
import { DomainError } from "../errors";
import { importFocus } from "../usage/imports/import-focus";
import type { Export } from "../usage/imports/import-receipt";
import { ImportBusy, takeTurn } from "../usage/imports/import-turn";
import type { Watch } from "../usage/imports/read-export";
import { importIsFinished } from "../usage/imports/usage-imports";
import type { UploadPreview } from "../usage/states";
import {
  type ClaimedUpload,
  claimUpload,
  failUpload,
  finishCheck,
  finishUpload,
  keepClaim,
  putBack,
  UploadClaimLost,
} from "../usage/uploads/claim-upload";
import { spoolUpload } from "../usage/uploads/spool-upload";
import { restateOrPreview } from "./restate-or-preview";

const renewMs = 10_000;
const showMs = 1_000;
const byWorker = () => jobRequest("worker");

/**
 * Tries uploads whose bytes have come, and imports those that staff confirmed, one after the other, until none waits.
 * A process that is killed leaves a claim that lapses: an import then goes on after the rows that its receipt states.
 * @returns how many it took up
 */
export async function workUploads(): Promise<{ worked: number }> {
  for (let worked = 0; ; worked++) {
    const upload = await inProvider(byWorker(), claimUpload);
    if (!upload) return { worked };
    await workUpload(upload);
  }
}

async function workUpload(upload: ClaimedUpload): Promise<void> {
  const renewal = setInterval(() => {
    // What is lost shows with the next rows.
    inProvider(byWorker(), (ctx) => keepClaim(ctx, upload, null)).catch(() => undefined);
  }, renewMs);
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-upload-"));
  try {
    // A dry run of an import compares with whatever there is; all else follows what is under way.
    if (upload.state === "importing" || upload.way === "restate")
      await inProvider(byWorker(), (ctx) => takeTurn(ctx, upload));
    const files = await spoolUpload(byWorker(), upload, folder);
    const given = { customerId: upload.customerId, cloudId: upload.cloudId, files };
    if (upload.state === "checking") {
      const preview = await tryUpload(upload, given);
      await inProvider(byWorker(), (ctx) => finishCheck(ctx, upload, preview));
    } else {
      await makeImport(upload, given);
      await inProvider(byWorker(), (ctx) => finishUpload(ctx, upload));
    }
  } catch (error) {
    if (error instanceof UploadClaimLost) return;
    if (error instanceof ImportBusy) return await inProvider(byWorker(), (ctx) => putBack(ctx, upload));
    // A fault of the files: they have it the next time too. Any other is tried again when the claim has lapsed.
    if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
    await inProvider(byWorker(), (ctx) => failUpload(ctx, upload, error.message));
  } finally {
    clearInterval(renewal);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shows how far it is, at most once a second. */
function watching(upload: ClaimedUpload): Watch {
  let shown = 0;
  return async (soFar) => {
    if (performance.now() - shown < showMs) return;
    shown = performance.now();
    await inProvider(byWorker(), (ctx) => keepClaim(ctx, upload, soFar));
  };
}

/** What is written by it names who confirmed it. */
const requestOf = ({ decidedBy, uploadedBy }: ClaimedUpload): Request =>
  newRequest({ kind: "job", id: "worker", label: decidedBy ?? uploadedBy });

/** What an upload would do; nothing of it is stored. */
async function tryUpload(upload: ClaimedUpload, given: Export): Promise<UploadPreview> {
  const request = requestOf(upload);
  const watch = watching(upload);
  if (upload.way === "import") {
    const { importId: _, ...looked } = await importFocus(request, given, { preview: true, watch });
    return { ...looked, amended: 0, voided: 0, windows: { judged: 0, charged: 0, takenBack: 0 } };
  }
  const asked = { ...given, reason: "A dry run.", watch };
  const { restated, preview } = await restateOrPreview(request, asked, { preview: true });
  const { rows, counted, listed, duplicates, reasons, totals, mappingVersion, amended, voided } = restated;
  const { windows, left } = preview ?? { windows: [], left: 0 };
  return {
    ...{ rows, counted, listed, duplicates, reasons, totals, mappingVersion },
    ...{ amended: amended?.records ?? 0, voided: voided?.records ?? 0 },
    windows: {
      judged: windows.length + left,
      charged: windows.filter(({ charge }) => charge !== null).length,
      takenBack: windows.filter(({ takenBack }) => takenBack !== null).length,
    },
  };
}

async function makeImport(upload: ClaimedUpload, given: Export): Promise<void> {
  const request = requestOf(upload);
  const { importId, reason, preview } = upload;
  // By the rules of the dry run that was confirmed.
  const by = { importId, watch: watching(upload), mappingVersion: preview?.mappingVersion };
  if (upload.way === "import") await importFocus(request, given, by);
  // One transaction: it is there whole, or it begins anew.
  else if (!(await inProvider(request, (ctx) => importIsFinished(ctx, importId))))
    await restateOrPreview(request, { ...given, reason: reason ?? "", ...by }, { preview: false });
}
