import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rules, modules, kernel settings and the rest, read as data. */
const read = (file: string): string => readFileSync(join('assets/deploy', file), 'utf8');
const lines = (file: string): string[] =>
  read(file)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));

describe('udev rules', () => {
  const rules = lines('debian/udev/70-songbai.rules').map((line) =>
    line.split(/,\s*(?=[A-Z])/).map((part) => {
      const [, key = '', operator = '', value] =
        /^([A-Z]+(?:\{[A-Za-z_]+\})?)(==|!=|=|\+=|:=)"([^"]*)"$/.exec(part) ?? [];
      if (value === undefined) throw new Error(`not a rule: ${part}`);
      return { key, operator, value };
    }),
  );

  it('can be read, part by part, with keys that udev knows', () => {
    const known = /^(ACTION|SUBSYSTEM|ENV\{\w+\}|GROUP|MODE|SYMLINK|RUN)$/;
    for (const part of rules.flat()) expect(part.key).toMatch(known);
    for (const { key, operator } of rules.flat()) {
      if (['GROUP', 'MODE'].includes(key)) expect(operator).toBe('=');
      if (['SYMLINK', 'RUN'].includes(key)) expect(operator).toBe('+=');
      if (['SUBSYSTEM', 'ACTION'].includes(key)) expect(operator).toBe('==');
    }
  });

  it('hand a device out only by vendor, model and port together', () => {
    const given = rules.filter((rule) => rule.some(({ key, value }) => key === 'GROUP' && value !== 'root'));
    expect(given.length).toBeGreaterThanOrEqual(4);
    for (const rule of given) {
      for (const key of ['ENV{ID_VENDOR_ID}', 'ENV{ID_MODEL_ID}', 'ENV{ID_PATH}']) {
        expect(
          rule.some((part) => part.key === key && part.operator === '=='),
          JSON.stringify(rule),
        ).toBe(true);
      }
      expect(rule.find(({ key }) => key === 'MODE')?.value).toBe('0660');
      expect(rule.find(({ key }) => key === 'SYMLINK')?.value).toMatch(/^songbai\//);
    }
  });

  it('open nothing to everybody', () => {
    for (const { key, value } of rules.flat()) if (key === 'MODE') expect(value).toMatch(/^06[06]0$/);
  });

  it('write down what is plugged and unplugged', () => {
    for (const action of ['add', 'remove']) {
      expect(
        rules.some(
          (rule) =>
            rule.some(({ key, value }) => key === 'ACTION' && value === action) &&
            rule.some(({ key, value }) => key === 'RUN' && value.startsWith('/usr/bin/logger ')),
        ),
      ).toBe(true);
    }
  });
});

describe('modules', () => {
  it('are kept out by “install … /bin/false”, which also holds against other drivers', () => {
    for (const line of lines('debian/modprobe/songbai-blocklist.conf')) {
      expect(line).toMatch(/^install [a-z0-9_]+ \/bin\/false$/);
    }
  });

  it.each('usb_storage uas uinput v4l2loopback firewire_core bluetooth btusb usblp usbnet'.split(' '))(
    'include %s',
    (module) => {
      expect(lines('debian/modprobe/songbai-blocklist.conf')).toContain(`install ${module} /bin/false`);
    },
  );

  it('leave what the machine itself needs', () => {
    expect(read('debian/modprobe/songbai-blocklist.conf')).not.toMatch(
      /^install (usbcore|xhci_hcd|usbhid|hid|hid_multitouch|ftdi_sio|cdc_acm|uvcvideo|vfat|ext4|dm_verity|dm_crypt) /m,
    );
  });
});

describe('kernel settings', () => {
  const settings = new Map(
    lines('debian/sysctl/60-songbai.conf').map((line) => {
      const [, key = '', value] = /^([a-z0-9_.-]+) = (\S.*)$/.exec(line) ?? [];
      if (value === undefined) throw new Error(`not a setting: ${line}`);
      return [key, value];
    }),
  );

  it.each([
    ['kernel.sysrq', '0'],
    ['kernel.panic', '3'],
    ['kernel.yama.ptrace_scope', '3'],
    ['kernel.kexec_load_disabled', '1'],
    ['kernel.unprivileged_bpf_disabled', '1'],
    ['fs.suid_dumpable', '0'],
    ['net.ipv4.ip_forward', '0'],
  ])('%s is %s', (key, value) => {
    expect(settings.get(key)).toBe(value);
  });

  it('stand once each', () => {
    expect(settings.size).toBe(lines('debian/sysctl/60-songbai.conf').length);
  });

  it('leave Chromium the namespaces of its sandbox', () => {
    expect(settings.get('kernel.unprivileged_userns_clone')).toBe('1');
  });
});

describe('USBGuard', () => {
  const rules = lines('debian/usbguard/rules.conf');

  it('blocks in the end whatever no rule allows, also what was there at boot', () => {
    expect(rules.at(-1)).toBe('block');
    const daemon = lines('debian/usbguard/usbguard-daemon.conf');
    expect(daemon).toContain('ImplicitPolicyTarget=block');
    expect(daemon).toContain('PresentDevicePolicy=apply-policy');
    expect(daemon).toContain('InsertedDevicePolicy=apply-policy');
    expect(daemon).toContain('AuthorizedDefault=none');
    expect(daemon).toContain('IPCAllowedUsers=root');
  });

  it('allows each device at its own port and with its own interfaces only', () => {
    const allowed = rules.filter((rule) => rule.startsWith('allow') && !rule.includes('id 1d6b:'));
    expect(allowed.length).toBeGreaterThanOrEqual(5);
    for (const rule of allowed) {
      expect(rule).toMatch(
        /^allow id [0-9a-f]{4}:[0-9a-f]{4} via-port "\d+-\d+" with-interface (one-of|equals) \{ [0-9a-f: ]+ \}$/,
      );
    }
  });

  it('rejects keyboards, storage, network and radio by name', () => {
    const rejected = rules.find((rule) => rule.startsWith('reject')) ?? '';
    for (const face of ['03:01:01', '08:*:*', '02:06:*', 'e0:*:*']) expect(rejected).toContain(face);
    for (const rule of rules.filter((candidate) => candidate.startsWith('allow'))) {
      expect(rule).not.toMatch(/\b(03:01|08:)/);
    }
  });
});

describe('the rest', () => {
  it('rotates logs by day and size and keeps them for more than six months', () => {
    const text = read('debian/logrotate/songbai');
    expect(Number(/rotate (\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(184);
    for (const word of ['daily', 'maxsize 20M', 'compress', 'missingok', 'create 0640 songbai adm']) {
      expect(text).toContain(word);
    }
    expect(text.split('{')).toHaveLength(text.split('}').length);
  });

  it('the X server has nothing to switch to and takes no keyboard', () => {
    const text = read('debian/xorg/10-songbai.conf');
    for (const word of [
      '"DontVTSwitch" "true"',
      '"DontZap" "true"',
      'MatchIsKeyboard "on"',
      '"Ignore" "on"',
    ]) {
      expect(text).toContain(word);
    }
    expect(text.match(/^Section /gm)).toHaveLength(text.match(/^EndSection$/gm)?.length ?? 0);
  });

  it('the firewall drops by default, in all directions', () => {
    const text = read('debian/nftables/songbai.nft');
    for (const hook of ['input', 'forward', 'output']) {
      expect(text).toMatch(new RegExp(`hook ${hook} priority 0; policy drop;`));
    }
    expect(text.split('{')).toHaveLength(text.split('}').length);
  });

  it.each(['songbai-slots', 'songbai-install'])('%s is a shell script without mistakes of form', (name) => {
    const file = join('assets/deploy/debian/bin', name);
    expect(spawnSync('sh', ['-n', file]).status).toBe(0);
    expect(read(`debian/bin/${name}`)).toMatch(/^#!\/bin\/sh\n/);
    expect(read(`debian/bin/${name}`)).toContain('\nset -eu\n');
  });

  it('Windows starts the kiosk again whatever it ends with', () => {
    const text = read('windows/ShellLauncher.xml');
    expect(text).toContain('<DefaultAction Action="RestartShell" />');
    expect(text).toContain('songbai.exe --config');
    expect(read('windows/uwf.ps1')).toContain('uwfmgr volume unprotect D:');
  });

  it('every file of the recipe is named in it', () => {
    const recipe = read('README.md');
    for (const part of [
      'bin/',
      'systemd/',
      'udev/',
      'modprobe/',
      'sysctl/',
      'usbguard/',
      'nftables/',
      'logrotate/',
      'xorg/',
    ]) {
      expect(recipe).toContain(part);
    }
  });
});
