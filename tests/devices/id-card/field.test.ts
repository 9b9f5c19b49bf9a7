import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCard } from '../../../devices/id-card/card-data.ts';
import { FrameDecoder } from '../../../devices/id-card/sam-frame.ts';
import { parseResponse } from '../../../devices/id-card/sam-status.ts';

/** Cards that once were sent away, or shown wrongly; see the README beside them. */

function cardIn(file: string) {
  const hex = readFileSync(new URL(`../../fixtures/field/${file}`, import.meta.url), 'utf8');
  const [event] = new FrameDecoder('response').push(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
  if (event?.type !== 'frame') throw new Error('no frame');
  const response = parseResponse(event.body);
  if (!response.ok) throw new Error(response.error);
  return parseCard(response.value.data);
}

it.each([
  ['card-expiry-20340229.hex', { validTo: '2034-02-28', odd: ['validTo'] }],
  ['card-expiry-blank.hex', { validTo: 'unknown', odd: ['validTo'] }],
  ['card-control-character-in-address.hex', { address: 'unknown', odd: ['address'] }],
  ['card-lower-case-x.hex', { idNumber: expect.stringMatching(/^\d{17}X$/), odd: ['idNumber'] }],
  ['card-name-e863.hex', { name: expect.stringContaining('䶮'), rawName: expect.stringContaining('\ue863') }],
  ['card-name-ext-i.hex', { odd: [] }],
  ['card-name-9fff.hex', { name: expect.stringContaining('\u9fff') }],
  ['card-foreign-2023.hex', { formerNumber: expect.stringMatching(/^[A-Z]{3}\d{12}$/) }],
  ['card-suspended.hex', { odd: [] }],
])('%s is read', (file, expected) => {
  expect(cardIn(file)).toMatchObject({ ok: true, value: expected });
});
