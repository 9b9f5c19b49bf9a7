import type { PhotoDecoder } from '../contract/id-card-reader.ts';

/** What is used until a vendor's licensed WLT library is installed. */
export const noPhotoDecoder: PhotoDecoder = {
  decode: () => Promise.resolve({ kind: 'no-decoder' }),
};
