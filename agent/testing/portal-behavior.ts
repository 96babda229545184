/** What a test makes the portal do differently; everything else follows docs/machine-api.md. */
export interface PortalBehavior {
  /** The collect answer's fields instead of `ready`. */
  collect?: Record<string, unknown>;
  /** Problem details instead of an answer, by path. */
  refuse: Record<string, { status: number; code: string; detail: string }>;
  /** Enrolled without a license. */
  pending: boolean;
  /** Seconds that the portal's clock is ahead. */
  clockAhead: number;
  /** Claims laid over those of the license document. */
  license: Record<string, unknown>;
  /** Fields laid over the next heartbeats' answers. */
  heartbeat: Record<string, unknown>;
  configuration: Record<string, unknown>;
  files: { name: string; content: Buffer }[];
  /** Changes the finished text of the installer after it was signed, or of a JWS. */
  tamper: {
    installer?: (text: string) => string;
    envelope?: (jws: string) => string;
    license?: (jws: string) => string;
  };
  label: string;
  usageStatus: number;
}

/** What a portal does where a test asks for nothing else; made anew for each, since tests change it. */
export const ordinaryBehavior = (): PortalBehavior => ({
  refuse: {},
  pending: false,
  clockAhead: 0,
  license: {},
  heartbeat: {},
  configuration: {},
  files: [],
  tamper: {},
  label: "Acme",
  usageStatus: 204,
});
