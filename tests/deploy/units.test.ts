import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = 'assets/deploy/debian/systemd';
const files = readdirSync(FOLDER);
const services = files.filter((file) => file.endsWith('.service'));
/** The one unit that runs Chromium, which brings a sandbox of its own. */
const CHROMIUM = 'songbai-kiosk.service';

type Unit = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Sections → directives → values; an empty value clears what stood before, as in systemd. */
function parseUnit(text: string): Unit {
  const unit = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '' || /^[#;]/.test(line)) continue;
    const header = /^\[([A-Za-z]+)\]$/.exec(line);
    if (header?.[1] !== undefined) {
      section = unit.get(header[1]) ?? new Map<string, string[]>();
      unit.set(header[1], section);
      continue;
    }
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || section === undefined)
      throw new Error(`not a line: ${line}`);
    section.set(name, [...(section.get(name) ?? []), value]);
  }
  return unit;
}
const read = (file: string): Unit => parseUnit(readFileSync(join(FOLDER, file), 'utf8'));
const service = (file: string, name: string): readonly string[] => read(file).get('Service')?.get(name) ?? [];

function haveSystemd(): boolean {
  if (existsSync('/usr/bin/systemd-analyze')) return true;
  const message = 'systemd-analyze is missing: apt-get install systemd';
  if (process.env['CI'] !== undefined) throw new Error(message);
  process.stderr.write(`not run: ${message}\n`);
  return false;
}

describe('the units', () => {
  it.each(files)('%s is a unit file line by line', (file) => {
    if (/\.(service|path|timer)$/.test(file)) expect(read(file).size).toBeGreaterThan(1);
  });

  it.each(services)('%s gives no privilege away', (file) => {
    for (const name of [
      'NoNewPrivileges',
      'ProtectHome',
      'PrivateTmp',
      'ProtectKernelModules',
      'LockPersonality',
    ]) {
      expect(service(file, name), name).toEqual(['yes']);
    }
    expect(service(file, 'ProtectSystem')).toEqual(['strict']);
    expect(service(file, 'IPAddressDeny')).toEqual(['any']);
    expect(service(file, 'LimitCORE')).toEqual(['0']);
    expect(service(file, 'SystemCallArchitectures')).toEqual(['native']);
    expect(service(file, 'MemoryMax')).toHaveLength(1);
    const bounding = service(file, 'CapabilityBoundingSet').join(' ');
    expect(['', 'CAP_DAC_OVERRIDE']).toContain(bounding);
    expect(service(file, 'AmbientCapabilities')).toEqual(['']);
  });

  it.each(services.filter((file) => file !== CHROMIUM))('%s has the whole sandbox', (file) => {
    for (const name of [
      'RestrictNamespaces',
      'RestrictSUIDSGID',
      'RestrictRealtime',
      'ProtectClock',
      'RemoveIPC',
    ]) {
      expect(service(file, name), name).toEqual(['yes']);
    }
    expect(service(file, 'SystemCallFilter')[0]).toBe('@system-service');
    expect(service(file, 'RestrictAddressFamilies')).toHaveLength(1);
    expect([...service(file, 'DevicePolicy'), ...service(file, 'PrivateDevices')]).not.toEqual([]);
  });

  it.each(['songbai-kiosk.service', 'songbai-terminal.service'])(
    '%s always comes back and lives by its watchdog',
    (file) => {
      expect(service(file, 'Type')).toEqual(['notify']);
      expect(service(file, 'NotifyAccess')).toEqual(['all']);
      expect(service(file, 'WatchdogSec')).toEqual(['20']);
      expect(service(file, 'Restart')).toEqual(['always']);
      expect(read(file).get('Unit')?.get('StartLimitIntervalSec')).toEqual(['0']);
      expect(service(file, 'User')).toEqual(['songbai']);
      expect(service(file, 'MemorySwapMax')).toEqual(['0']);
    },
  );

  it('V8 is never forbidden to compile', () => {
    for (const file of [CHROMIUM, 'songbai-terminal.service']) {
      expect(service(file, 'MemoryDenyWriteExecute')).toEqual([]);
    }
  });

  it('the kiosk counts a trial’s boots before it runs, and prints to nobody', () => {
    expect(service(CHROMIUM, 'ExecStartPre')).toEqual(['+/usr/lib/songbai/songbai-slots boot']);
    expect(service(CHROMIUM, 'InaccessiblePaths').join(' ')).toContain('/run/cups');
    expect(service(CHROMIUM, 'ExecStart').join(' ')).not.toMatch(/no-sandbox|remote-debugging|inspect/);
  });

  it('the installer and the proof have no network', () => {
    for (const file of ['songbai-install.service', 'songbai-proven.service']) {
      expect(service(file, 'PrivateNetwork')).toEqual(['yes']);
    }
  });

  it('every program of ours that a unit names is in the folder', () => {
    const programs = services.flatMap((file) =>
      ['ExecStart', 'ExecStartPre', 'ExecStartPost'].flatMap((name) => service(file, name)),
    );
    for (const line of programs) {
      const program = /\/usr\/lib\/songbai\/(\S+)/.exec(line)?.[1];
      if (program !== undefined)
        expect(existsSync(join('assets/deploy/debian/bin', program)), program).toBe(true);
    }
    expect(programs.join('\n')).toContain('/usr/lib/songbai/');
  });

  it('every path and timer has its service', () => {
    for (const file of files.filter((candidate) => /\.(path|timer)$/.test(candidate))) {
      const own = read(file)
        .get(file.endsWith('.timer') ? 'Timer' : 'Path')
        ?.get('Unit')?.[0];
      expect(services).toContain(own ?? `${basename(file).replace(/\.\w+$/, '')}.service`);
    }
  });

  it('the machine’s own watchdog is on and keys do nothing', () => {
    const manager = readFileSync(join(FOLDER, 'watchdog.conf'), 'utf8');
    expect(manager).toContain('\nRuntimeWatchdogSec=30\n');
    expect(manager).toContain('\nCtrlAltDelBurstAction=none\n');
    const login = readFileSync(join(FOLDER, 'logind.conf'), 'utf8');
    expect(login).toContain('\nNAutoVTs=0\n');
    expect(login).toContain('\nReserveVT=0\n');
  });

  it('logs are kept for more than six months', () => {
    expect(readFileSync(join(FOLDER, 'journald.conf'), 'utf8')).toContain('MaxRetentionSec=7month');
  });

  it('nobody can log in as the kiosk', () => {
    expect(readFileSync(join(FOLDER, 'sysusers.conf'), 'utf8')).toMatch(
      /^u songbai .*\/usr\/sbin\/nologin$/m,
    );
  });
});

describe.skipIf(!haveSystemd())('systemd’s own opinion', () => {
  it.each(services.filter((file) => file !== CHROMIUM))('%s is exposed at most 2.0', (file) => {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', join(FOLDER, file)], {
      encoding: 'utf8',
    });
    const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1] ?? 'NaN');
    expect(level, stdout).toBeLessThanOrEqual(2);
  });

  it('the one with Chromium is no worse than 3.5', () => {
    const args = ['security', '--offline=true', '--threshold=35', join(FOLDER, CHROMIUM)];
    expect(spawnSync('systemd-analyze', args).status).toBe(0);
  });

  it('notices when a unit loses its sandbox', () => {
    const text = readFileSync(join(FOLDER, 'songbai-terminal.service'), 'utf8');
    const bare = text.replace(/^(Protect|Private|Restrict|SystemCall|Capability|NoNew|Device).*\n/gm, '');
    const out = execFileSync(
      'sh',
      [
        '-c',
        'd=$(mktemp -d); cat >"$d/x.service"; systemd-analyze security --offline=true "$d/x.service"; rm -r "$d"',
      ],
      { input: bare, encoding: 'utf8' },
    );
    expect(Number(/level for \S+: ([\d.]+)/.exec(out)?.[1])).toBeGreaterThan(5);
  });

  it.each(files.filter((file) => /\.(service|path|timer)$/.test(file)))(
    '%s has no directive it does not know',
    (file) => {
      const { stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--recursive-errors=no', join(FOLDER, file)],
        {
          encoding: 'utf8',
        },
      );
      // Programs that are not installed here are not what is asked.
      const complaints = stderr
        .split('\n')
        .filter((line) => /Unknown|Failed to parse|Invalid|ignoring/i.test(line));
      expect(complaints.filter((line) => line.includes('songbai'))).toEqual([]);
    },
  );

  it('understands the nightly timer', () => {
    const calendar = read('songbai-nightly.timer').get('Timer')?.get('OnCalendar')?.[0] ?? '';
    expect(spawnSync('systemd-analyze', ['calendar', calendar]).status).toBe(0);
  });
});
