import { exportAnswer, queryOf } from "@/app/export-answer";

/** Artefacts as they are filtered, without their content. */
export function GET(request: Request) {
  const { serviceId } = queryOf(request);
  return exportAnswer(
    "artefacts",
    async (api) => ({ rows: await api.catalogue.artefacts({ serviceId }), nextCursor: null }),
    [
      { head: "File", of: (row) => row.name },
      { head: "Version", of: (row) => row.version },
      { head: "System", of: (row) => row.os },
      { head: "Architecture", of: (row) => row.arch },
      { head: "Bytes", of: (row) => row.sizeBytes },
      { head: "SHA-256", of: (row) => row.sha256 },
      { head: "Added (UTC)", of: (row) => row.createdAt },
    ],
  );
}
