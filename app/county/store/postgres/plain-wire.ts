import { Client } from 'pg';

/** What is to be said of a PostgreSQL address by which people's data would cross a network in clear. */
export function plainWire(url: string): string | undefined {
  let client: Client;
  try {
    // Asked as the driver understands address and environment; nothing is connected.
    client = new Client({ connectionString: url });
  } catch {
    return undefined; // Connecting says why.
  }
  if (client.ssl || isThisMachine(client.host)) return undefined;
  return `people's data go to ${client.host} without TLS; add ?sslmode=verify-full to --db (with &sslrootcert=FILE for a CA of your own)`;
}

/** A socket's folder, or loopback. */
function isThisMachine(host: string): boolean {
  return host.startsWith('/') || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}
