import { methods } from "@/server/http/methods";
import { issueAgain } from "@/server/licensing/issue-again";
import { issueAgain as issue } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(issue, issueAgain);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
