import { methods } from "@/server/http/methods";
import { revokeLicense } from "@/server/licensing/revoke-license";
import { revokeLicense as revoke } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(revoke, (ctx, key, { reason }) => revokeLicense(ctx, { ...key, reason }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
