import { methods } from "@/server/http/methods";
import { resumeLicense } from "@/server/licensing/resume-license";
import { resumeLicense as resume } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(resume, resumeLicense);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
