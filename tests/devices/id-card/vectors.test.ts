import { describe, expect, it } from 'vitest';
import {
  parseCard,
  parseCardWithFingerprints,
  parseNewAddress,
  parseSamId,
  splitBlocks,
} from '../../../devices/id-card/card-data.ts';
import { nationName } from '../../../devices/id-card/nations.ts';
import { answers, encodeRequest, type SamCommand } from '../../../devices/id-card/sam-command.ts';
import { encodeFrame, FrameDecoder } from '../../../devices/id-card/sam-frame.ts';
import { parseResponse, type SamResponse, verdict } from '../../../devices/id-card/sam-status.ts';
import type { IdCard } from '../../../shared/identity/card.ts';
import { commandFile, frameFile, jsonFile } from './vectors.ts';

type Expected = Readonly<Record<string, string | number | null>>;
const expected = jsonFile('expected.json') as Record<string, Expected>;
const commands = commandFile();

function onlyFrame(frame: Uint8Array): SamResponse {
  const events = new FrameDecoder('response').push(frame);
  if (events.length !== 1 || events[0]?.type !== 'frame') throw new Error(JSON.stringify(events));
  const response = parseResponse(events[0].body);
  if (!response.ok) throw new Error(response.error);
  return response.value;
}

/** The card in the words of expected.json. */
function asExpected(card: IdCard): Record<string, string> {
  const date = (iso: string) => (iso === 'long-term' ? '长期' : iso.replaceAll('-', ''));
  const base = {
    sex: card.sex,
    birth: date(card.birth),
    id: card.idNumber,
    validFrom: date(card.validFrom),
    validTo: date(card.validTo),
  };
  switch (card.kind) {
    case 'citizen': {
      const { name, nation, address, authority } = card;
      return { ...base, kind: 'C', name, nation, address, authority };
    }
    case 'residence': {
      const { name, address, authority, travelPermit, issueCount } = card;
      return { ...base, kind: 'J', name, address, authority, passNo: travelPermit, issueCount };
    }
    case 'foreigner-2017': {
      const { englishName, chineseName, country, version, authority } = card;
      const names = { enName: englishName, cnName: chineseName };
      return { ...base, ...names, kind: 'I', country, version, acceptOrg: authority };
    }
    case 'foreigner-2023': {
      const { englishName, chineseName, country, renewals } = card;
      return { ...base, kind: 'Y', enName: englishName, cnName: chineseName, country, renewals };
    }
  }
}

describe('cards', () => {
  const files = Object.keys(expected).filter((name) => !name.includes('newaddress'));

  it.each(files)('%s reads as expected', (name) => {
    const fields = expected[name]!;
    const frame = frameFile(name);
    expect(frame).toHaveLength(Number(fields['total']));
    expect(frame.at(-1)).toBe(Number.parseInt(String(fields['chk']), 16));

    const response = onlyFrame(frame);
    const fingerprints = fields['fpLen'] !== null;
    expect(answers(fingerprints ? 'readBaseFingerprint' : 'readBase', response)).toBe(true);
    const card = (fingerprints ? parseCardWithFingerprints : parseCard)(response.data);
    if (!card.ok) throw new Error(card.error.field);
    expect(fields).toMatchObject(asExpected(card.value));
    expect(card.value.photo).toHaveLength(1024);
    const blocks = splitBlocks(response.data, fingerprints);
    expect(blocks.ok && blocks.value.fingerprints.length).toBe(fields['fpLen'] ?? 0);
  });

  it('rebuilds the number of the 2017 card from the 2023 one', () => {
    const card = parseCard(onlyFrame(frameFile('foreign2023_Y_1295.hex')).data);
    expect(card).toMatchObject({
      ok: true,
      value: { formerNumber: expected['foreign2017_I_1295.hex']!['id'] },
    });
  });

  it('reads the new address', () => {
    const name = 'citizen_newaddress_3003.hex';
    const response = onlyFrame(frameFile(name));
    expect(answers('readNewAddress', response)).toBe(true);
    expect(parseNewAddress(response.data)).toEqual({ ok: true, value: expected[name]!['newAddress'] });
  });
});

describe('commands', () => {
  const requests: readonly (readonly [string, SamCommand])[] = [
    ['reset_10FF', 'reset'],
    ['status_11FF', 'status'],
    ['samid_12FF', 'samId'],
    ['find_2001', 'find'],
    ['select_2002', 'select'],
    ['readbase_3001', 'readBase'],
    ['readbase_fp_3010', 'readBaseFingerprint'],
    ['readnewaddr_3003', 'readNewAddress'],
  ];

  it.each(requests)('%s', (line, command) => {
    expect(encodeRequest(command)).toEqual(commands.get(line));
  });

  it('every frame of the list decodes and encodes back', () => {
    for (const frame of commands.values()) {
      const events = new FrameDecoder('request').push(frame);
      expect(events).toHaveLength(1);
      expect(events[0]?.type === 'frame' && encodeFrame(events[0].body)).toEqual(frame);
    }
  });

  it('every status code has its meaning', () => {
    const meanings = Object.fromEntries(
      [...commands]
        .filter(([name]) => name.startsWith('sw3_'))
        .map(([name, frame]) => [name, verdict(onlyFrame(frame).sw3)]),
    );
    expect(meanings).toEqual({
      sw3_90: 'ok',
      sw3_10: 'resend',
      sw3_11: 'resend',
      sw3_21: 'resend',
      sw3_23: 'place-again',
      sw3_24: 'place-again',
      sw3_31: 'not-genuine',
      sw3_32: 'not-genuine',
      sw3_33: 'not-genuine',
      sw3_37: 'place-again',
      sw3_3F: 'place-again',
      sw3_40: 'not-an-id-card',
      sw3_41: 'place-again',
      sw3_47: 'place-again',
      sw3_60: 'broken',
      sw3_66: 'broken',
      sw3_80: 'no-new-card',
      sw3_81: 'place-again',
      sw3_91: 'item-absent',
    });
  });

  it('find and select answers, and the SAM id', () => {
    expect(answers('find', onlyFrame(commands.get('find_ok')!))).toBe(true);
    expect(answers('select', onlyFrame(commands.get('select_ok')!))).toBe(true);
    expect(answers('find', onlyFrame(commands.get('select_ok')!))).toBe(false);
    expect(answers('readBase', onlyFrame(commands.get('select_ok')!))).toBe(false);
    const id = onlyFrame(commands.get('samid')!);
    expect(answers('samId', id)).toBe(true);
    expect(parseSamId(id.data)).toEqual({ ok: true, value: '05.01-20130101-0000000001-0000000002' });
  });
});

it('nations are named, and unknown codes shown', () => {
  const codes = jsonFile('nation_codes.json') as Record<string, string>;
  for (const [code, name] of Object.entries(codes)) expect(nationName(code, 'zh')).toBe(name);
  expect(nationName('01', 'en')).toBe('Han');
  expect(nationName('60', 'zh')).toBe('60');
});
