import type { IdCard } from '../../shared/identity/card.ts';
import { withPublicCharacters } from '../../shared/identity/private-use.ts';
import { err, ok, type Result } from '../../shared/result/result.ts';
import {
  CARD_TYPE,
  CITIZEN,
  type Field,
  FOREIGNER_2017,
  FOREIGNER_2023,
  NAME_FIRST,
  PHOTO_LENGTH,
  RESIDENCE,
  TEXT_LENGTH,
} from './card-layout.ts';
import { FieldReader, formerNumber, rawText, type Unreadable, unpad } from './card-text.ts';

const EIGHTEEN = /^\d{17}[\dX]$/;
/** ISO alpha-3, `<` for codes shorter than three letters, then 12 digits. */
const FIFTEEN = /^[A-Z<]{3}\d{12}$/;

/** The data of a read, apart: two or three lengths (2 bytes each, big-endian), then the blocks. */
export interface CardBlocks {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
  /** Empty after 30 01 and on cards without fingerprints. Memory only. */
  readonly fingerprints: Uint8Array;
}

/** Splits the data of an answer to 30 01 or, with `fingerprints`, to 30 10. */
export function splitBlocks(data: Uint8Array, fingerprints = false): Result<CardBlocks, Unreadable> {
  const header = fingerprints ? 6 : 4;
  const length = (at: number) => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
  const prints = fingerprints ? length(4) : 0;
  const whole = header + TEXT_LENGTH + PHOTO_LENGTH + prints;
  if (length(0) !== TEXT_LENGTH || length(2) !== PHOTO_LENGTH || data.length !== whole) {
    return err({ kind: 'unreadable', field: 'lengths' });
  }
  const photo = header + TEXT_LENGTH;
  return ok({
    text: data.slice(header, photo),
    photo: data.slice(photo, photo + PHOTO_LENGTH),
    fingerprints: data.slice(photo + PHOTO_LENGTH),
  });
}

/** Reads a card out of the data of a verified answer to 30 01. Total: any bytes in. */
export function parseCard(data: Uint8Array): Result<IdCard, Unreadable> {
  const blocks = splitBlocks(data);
  return blocks.ok ? parseText(blocks.value.text, blocks.value.photo) : blocks;
}

/** The same for 30 10. The fingerprints are left behind. @internal no command of ours asks for it yet */
export function parseCardWithFingerprints(data: Uint8Array): Result<IdCard, Unreadable> {
  const blocks = splitBlocks(data, true);
  return blocks.ok ? parseText(blocks.value.text, blocks.value.photo) : blocks;
}

function parseText(text: Uint8Array, photo: Uint8Array): Result<IdCard, Unreadable> {
  const read = new FieldReader(text);
  switch (rawText(text, CARD_TYPE)) {
    case 'I':
      return parseForeigner2017(read, photo);
    case 'Y':
      return parseForeigner2023(read, photo);
    case 'J':
      return parseResidence(read, photo);
    default:
      return parseCitizen(read, photo);
  }
}

/** What all kinds have, each at its own place. */
function common(
  read: FieldReader,
  at: Record<'sex' | 'birth' | 'validFrom' | 'validTo' | 'idNumber', Field>,
  form: RegExp,
  photo: Uint8Array,
) {
  return {
    idNumber: read.number('idNumber', at.idNumber, form),
    sex: read.text('sex', at.sex),
    birth: read.date('birth', at.birth),
    validFrom: read.date('validFrom', at.validFrom),
    validTo: read.expiry('validTo', at.validTo),
    photo,
  };
}

function named(rawName: string) {
  return { name: withPublicCharacters(rawName), rawName };
}

function parseCitizen(read: FieldReader, photo: Uint8Array): Result<IdCard, Unreadable> {
  return read.result({
    kind: 'citizen',
    ...named(read.name('name', CITIZEN.name)),
    ...common(read, CITIZEN, EIGHTEEN, photo),
    nation: read.text('nation', CITIZEN.nation),
    address: read.text('address', CITIZEN.address),
    authority: read.text('authority', CITIZEN.authority),
  });
}

function parseForeigner2017(read: FieldReader, photo: Uint8Array): Result<IdCard, Unreadable> {
  const at = FOREIGNER_2017;
  return read.result({
    kind: 'foreigner-2017',
    ...foreignNames(read, at.chineseName, at.englishName),
    ...common(read, at, FIFTEEN, photo),
    country: read.text('country', at.country),
    version: read.text('version', at.version),
    authority: read.text('authority', at.authority),
  });
}

function parseForeigner2023(read: FieldReader, photo: Uint8Array): Result<IdCard, Unreadable> {
  const at = FOREIGNER_2023;
  const base = common(read, at, EIGHTEEN, photo);
  const country = read.text('country', at.country);
  return read.result({
    kind: 'foreigner-2023',
    ...foreignNames(read, at.chineseName, at.englishName, at.englishNameRest),
    ...base,
    country,
    renewals: read.text('renewals', at.renewals),
    formerNumber: formerNumber(base.idNumber, country, read.text('formerNumber', at.formerNumberPart)),
  });
}

/** Foreigners go by their Chinese name; some have none. */
function foreignNames(read: FieldReader, chinese: Field, ...english: readonly Field[]) {
  const chineseName = read.text('chineseName', chinese);
  const englishName = read.text('englishName', ...english);
  const name = chineseName === '' ? read.name('englishName', ...english) : read.name('chineseName', chinese);
  return { ...named(name), englishName, chineseName };
}

function parseResidence(read: FieldReader, photo: Uint8Array): Result<IdCard, Unreadable> {
  return read.result({
    kind: 'residence',
    ...named(read.name('name', RESIDENCE.name)),
    ...common(read, RESIDENCE, EIGHTEEN, photo),
    address: read.text('address', RESIDENCE.address),
    authority: read.text('authority', RESIDENCE.authority),
    travelPermit: read.text('travelPermit', RESIDENCE.travelPermit),
    issueCount: read.text('issueCount', RESIDENCE.issueCount),
  });
}

/** SW1 SW2 SW3 and the two lengths before the text. */
const BEFORE_TEXT = 3 + 4;

/**
 * The name in the body of an answer to 30 01 that is still arriving; `undefined` as long as it cannot
 * be told. Nothing is verified yet. On three kinds of card the first field holds the Chinese name, and
 * one Chinese character in it (private-use ones and surrogates too) settles that. Else the field may be the start of a long English name:
 * then the whole text block is awaited, which is in after a fifth of the time.
 */
export function provisionalName(partialBody: Uint8Array): string | undefined {
  if (partialBody[2] !== 0x90 || partialBody.length < BEFORE_TEXT + NAME_FIRST.bytes) return undefined;
  const text = partialBody.subarray(BEFORE_TEXT);
  const first = unpad(rawText(text, NAME_FIRST));
  if (/[\u2e80-\uffff]/.test(first)) return first.isWellFormed() ? withPublicCharacters(first) : undefined;
  if (text.length < TEXT_LENGTH) return undefined;
  const card = parseText(text.slice(0, TEXT_LENGTH), new Uint8Array(PHOTO_LENGTH));
  return card.ok ? card.value.name : undefined;
}

/** 追加地址, the data of an answer to 30 03. @internal no command of ours asks for it yet */
export function parseNewAddress(data: Uint8Array): Result<string, Unreadable> {
  const read = new FieldReader(data);
  if (data.length % 2 !== 0) return err({ kind: 'unreadable', field: 'newAddress' });
  return ok(read.text('newAddress', { at: 0, bytes: data.length }));
}

/** 安全模块号, the data of an answer to 12 FF: `05.01-20130101-0000000001-0000000002`. @internal not shown yet */
export function parseSamId(data: Uint8Array): Result<string, Unreadable> {
  if (data.length !== 16) return err({ kind: 'unreadable', field: 'samId' });
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const digits = (value: number, width: number) => String(value).padStart(width, '0');
  const maker = `${digits(view.getUint16(0, true), 2)}.${digits(view.getUint16(2, true), 2)}`;
  const serials = [view.getUint32(8, true), view.getUint32(12, true)].map((n) => digits(n, 10));
  return ok([maker, String(view.getUint32(4, true)), ...serials].join('-'));
}
