import { exportAnswer, queryOf } from "@/app/export-answer";

/** The company's installation links as they are filtered; the secrets are not among them. */
export function GET(request: Request) {
  const { state } = queryOf(request);
  return exportAnswer(
    "installation-links",
    (api, cursor) =>
      api.links.list({
        kind: "ordinary",
        limit: 200,
        cursor,
        ...(state && { state: state as "open" }),
      }),
    [
      { head: "Link", of: (row) => row.id },
      { head: "Service", of: (row) => row.serviceName },
      { head: "System", of: (row) => row.os },
      { head: "Serial", of: (row) => row.serial },
      { head: "Uses", of: (row) => row.uses },
      { head: "Most uses", of: (row) => row.usesMax },
      { head: "State", of: (row) => row.state },
      { head: "Made (UTC)", of: (row) => row.createdAt },
      { head: "Made by", of: (row) => row.createdBy },
      { head: "Expires (UTC)", of: (row) => row.expiresAt },
      { head: "Last fetched (UTC)", of: (row) => row.lastDownloadAt },
    ],
  );
}
