import { expect, it } from 'vitest';
import { noPhotoDecoder } from '../../../devices/id-card/photo-decoder.ts';

it('says that no decoder is installed, whatever the photo', async () => {
  expect(await noPhotoDecoder.decode(new Uint8Array(1024))).toEqual({ kind: 'no-decoder' });
  expect(await noPhotoDecoder.decode(new Uint8Array(0))).toEqual({ kind: 'no-decoder' });
});
