import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopSharedCluster } from '../app/county/support/shared-cluster.ts';

/**
 * One folder for what the files of a run share, e.g. one PostgreSQL server: started by the first that needs
 * it, stopped here when the run ends.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-run-'));
  process.env['SONGBAI_TEST_RUN'] = folder;
  return () => {
    stopSharedCluster(folder);
    rmSync(folder, { recursive: true, force: true });
  };
}
