const names: Record<string, string> = {
  installation: "Installation",
  provider: "Provider",
  "sign-in": "Sign-in",
  web: "Web processes",
  worker: "Worker processes",
  scheduler: "Scheduler",
  disk: "Disk",
  mail: "Mail",
  notices: "Notices to deliver",
  standings: "Standings to judge",
  clouds: "Host clouds",
  overflows: "Overflows",
  jobs: "Scheduled jobs",
};

/** The name of a check on the screen. */
export const checkName = (part: string): string => names[part] ?? part;
