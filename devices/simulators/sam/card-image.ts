import type { IdCard } from '../../../shared/identity/card.ts';
import {
  CARD_TYPE,
  CITIZEN,
  type Field,
  FOREIGNER_2017,
  FOREIGNER_2023,
  PHOTO_LENGTH,
  RESIDENCE,
  TEXT_LENGTH,
} from '../../id-card/card-layout.ts';

type WithoutPhoto<T> = T extends unknown ? Omit<T, 'photo' | 'odd' | 'rawName'> : never;

/** What is printed on a card; the photo may be left out, a placeholder then takes its place. */
export type CardFace = WithoutPhoto<IdCard> & { readonly photo?: Uint8Array };

/** The data of an answer to 30 01 for `card`: 1,284 bytes. Throws when a field does not fit. */
export function encodeReadBase(card: CardFace): Uint8Array {
  const data = new Uint8Array(4 + TEXT_LENGTH + PHOTO_LENGTH);
  data.set([TEXT_LENGTH >> 8, TEXT_LENGTH & 0xff, PHOTO_LENGTH >> 8, PHOTO_LENGTH & 0xff]);
  data.set(encodeText(card), 4);
  data.set(card.photo ?? placeholderPhoto(), 4 + TEXT_LENGTH);
  return data;
}

/** The same for 30 10. @internal for tests */
export function encodeReadBaseFingerprint(card: CardFace, fingerprints: Uint8Array): Uint8Array {
  const base = encodeReadBase(card);
  const data = new Uint8Array(base.length + 2 + fingerprints.length);
  data.set(base.subarray(0, 4));
  data.set([fingerprints.length >> 8, fingerprints.length & 0xff], 4);
  data.set(base.subarray(4), 6);
  data.set(fingerprints, base.length + 2);
  return data;
}

/** A grey nothing that no decoder takes for a portrait. */
function placeholderPhoto(): Uint8Array {
  return new Uint8Array(PHOTO_LENGTH).map((_, index) => (index * 7) & 0xff);
}

function encodeText(card: CardFace): Uint8Array {
  const text = new TextBlock();
  switch (card.kind) {
    case 'citizen':
      text.put(CITIZEN, {
        ...dates(card),
        name: card.name,
        sex: card.sex,
        nation: card.nation,
        address: card.address,
        idNumber: card.idNumber,
        authority: card.authority,
      });
      break;
    case 'foreigner-2017':
      text.put(FOREIGNER_2017, {
        ...dates(card),
        englishName: card.englishName,
        sex: card.sex,
        idNumber: card.idNumber,
        country: card.country,
        chineseName: card.chineseName,
        version: card.version,
        authority: card.authority,
      });
      text.put({ type: CARD_TYPE }, { type: 'I' });
      break;
    case 'foreigner-2023': {
      const firstUnits = FOREIGNER_2023.englishName.bytes / 2;
      const former = card.formerNumber;
      text.put(FOREIGNER_2023, {
        ...dates(card),
        chineseName: card.chineseName,
        sex: card.sex,
        renewals: card.renewals,
        englishName: card.englishName.slice(0, firstUnits),
        englishNameRest: card.englishName.slice(firstUnits),
        idNumber: card.idNumber,
        country: card.country,
        formerNumberPart: former === undefined ? '' : `${former.slice(5, 7)}${former.slice(13, 14)}`,
      });
      text.put({ type: CARD_TYPE }, { type: 'Y' });
      break;
    }
    case 'residence':
      text.put(RESIDENCE, {
        ...dates(card),
        name: card.name,
        sex: card.sex,
        address: card.address,
        idNumber: card.idNumber,
        authority: card.authority,
        travelPermit: card.travelPermit,
        issueCount: card.issueCount,
      });
      text.put({ type: CARD_TYPE }, { type: 'J' });
      break;
  }
  return text.bytes;
}

function dates(card: CardFace) {
  const compact = (iso: string) => iso.replaceAll('-', '');
  return {
    birth: compact(card.birth),
    validFrom: compact(card.validFrom),
    validTo: card.validTo === 'long-term' ? '长期' : compact(card.validTo),
  };
}

/** 256 bytes of UTF-16LE spaces to write fields into. */
class TextBlock {
  readonly bytes = new Uint8Array(TEXT_LENGTH).map((_, index) => (index % 2 === 0 ? 0x20 : 0));

  put<Name extends string>(layout: Record<Name, Field>, values: Record<Name, string>): void {
    for (const name of Object.keys(layout) as Name[]) {
      const { at, bytes } = layout[name];
      const value = values[name];
      if (value.length * 2 > bytes) throw new RangeError(`${name} holds ${bytes / 2} characters`);
      for (let i = 0; i < value.length; i++) {
        this.bytes[at + 2 * i] = value.charCodeAt(i) & 0xff;
        this.bytes[at + 2 * i + 1] = value.charCodeAt(i) >> 8;
      }
    }
  }
}
