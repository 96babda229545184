/** Whether a host name, as it stands in a URL or in HOST, is this machine's loopback. @param {string} host */
export function isLoopback(host) {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Whether a database address is on this machine: loopback, or a socket directory. Unreadable addresses are not.
 * @param {string} url
 */
export function isLocalDatabase(url) {
  try {
    // postgres://user@/name?host=/run/postgresql has no host of its own, which URL refuses.
    const parsed = new URL(url.replace(/^(\w+:\/\/(?:[^/@]*@)?)(?=[/?])/, "$1localhost"));
    const host = parsed.searchParams.get("host") ?? decodeURIComponent(parsed.hostname);
    return host === "" || host.startsWith("/") || host.split(",").every(isLoopback);
  } catch {
    return false;
  }
}
