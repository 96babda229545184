import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { actorName } from "./actor-name";
import { type KeysOf, RevokeKey } from "./revoke-key";

export type ApiKey = {
  id: string;
  label: string | null;
  scopes: string[];
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

/** API keys: what for, last use, end. */
export function KeyTable({
  keys,
  now,
  zone,
  whose,
  refusal,
}: {
  keys: ApiKey[];
  now: Date;
  zone: string;
  whose: KeysOf;
  refusal?: string;
}) {
  return (
    <DataTable
      label="API keys"
      bare
      columns={[
        { key: "label", head: "Purpose", grow: "30%" },
        { key: "scopes", head: "Scopes", mono: true, fold: "phone" },
        { key: "by", head: "Created by", muted: true, fold: "tablet" },
        { key: "at", head: "Created", muted: true, fold: "tablet" },
        { key: "used", head: "Last use", muted: true },
        { key: "until", head: "Valid until", muted: true, fold: "phone" },
        { key: "state", head: "State" },
      ]}
      rows={keys.map((key) => ({
        id: key.id,
        cells: {
          label: key.label ?? key.id,
          scopes: key.scopes.join(" "),
          by: actorName(key.createdBy),
          at: <RelativeTime at={key.createdAt} now={now} zone={zone} />,
          used: key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} zone={zone} /> : "never",
          until: key.expiresAt ? <RelativeTime at={key.expiresAt} now={now} zone={zone} form="day" /> : "no end",
          state: <KeyState apiKey={key} now={now} />,
        },
        action:
          key.revokedAt || refusal !== undefined ? undefined : (
            <RevokeKey id={key.id} name={key.label ?? key.id} whose={whose} />
          ),
      }))}
      empty={
        <EmptyState compact title="No API key yet">
          A program that sends usage or reads data needs one.
        </EmptyState>
      }
    />
  );
}

function KeyState({ apiKey, now }: { apiKey: ApiKey; now: Date }) {
  const ended = apiKey.revokedAt ? "Revoked" : apiKey.expiresAt && apiKey.expiresAt <= now ? "Expired" : null;
  return (
    <Badge shape={ended ? "square" : "dot"} tone={ended ? "over" : "fine"}>
      {ended ?? "Active"}
    </Badge>
  );
}
