import { actorName } from "@/components/identity/actor-name";
import { Card } from "@/components/ui/card";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { StateBadge } from "@/components/ui/state-badge";
import type { UploadRow } from "@/server/usage/uploads/list-uploads";
import { ContinueUpload } from "./continue-upload";
import { UploadActions } from "./upload-actions";
import { uploadPercent, uploadSentence } from "./upload-words";

/** Uploads that are not imported yet: how far each is, and what its dry run came to. Nothing where there is none. */
export function UploadList({
  uploads,
  clouds,
  refusal,
  now,
  zone,
}: {
  uploads: UploadRow[];
  clouds: { id: string; name: string }[];
  /** Why this person may not act on them. */
  refusal: string | undefined;
  now: Date;
  zone: string;
}) {
  if (uploads.length === 0) return null;
  return (
    <Card title="Uploads" note="deleted 7 days after their last change" flush className="mb-4">
      <Rows
        items={uploads.map((upload) => {
          const { id, state, way, files, received } = upload;
          const name = files.map((file) => file.name).join(", ");
          const cloud = clouds.find((one) => one.id === upload.cloudId)?.name ?? upload.cloudId;
          const sentence = uploadSentence(upload);
          const percent = uploadPercent(upload);
          return {
            id,
            title: <span className="[overflow-wrap:anywhere]">{name}</span>,
            detail: (
              <>
                <span className="block text-ink-3">
                  {way === "restate" ? "Restate" : "Import"}, {upload.customerName}, {cloud},{" "}
                  {actorName(upload.uploadedBy)} <RelativeTime at={upload.uploadedAt} now={now} zone={zone} />
                </span>
                <span className="block [overflow-wrap:anywhere]">{sentence}</span>
                {percent === null ? null : (
                  <span className="mt-1.5 block max-w-90">
                    <ProgressBar label={sentence} parts={[{ percent }]} />
                  </span>
                )}
              </>
            ),
            state: <StateBadge kind="upload" state={state} />,
            action: (
              <span className="flex flex-wrap gap-2">
                {state === "receiving" ? (
                  <ContinueUpload id={id} received={Number(received)} files={files} refusal={refusal} />
                ) : null}
                <UploadActions upload={{ id, state, way, name }} sentence={sentence} refusal={refusal} />
              </span>
            ),
          };
        })}
      />
    </Card>
  );
}
