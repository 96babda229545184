import { closeDatabase } from "@/db";
import { jobRequest } from "@/server/context";
import { cloudBackup } from "@/server/services/cloud-backup/backup";
import type { ProgramRelease } from "@/server/services/service-kind";
import { fetchPrograms } from "../fetch-programs";

// A process of a test that fetches a release of the test's own: certificates and proxies are of a process's start.
const release = JSON.parse(process.argv[2] ?? "") as ProgramRelease;
const shipped = { ...cloudBackup, artefacts: [{ name: "restic", program: "restic", release }] };
process.stdout.write(JSON.stringify(await fetchPrograms(jobRequest("test"), [shipped])));
await closeDatabase();
