/**
 * One face cut out of a TrueType/OpenType collection: its table directory copied, its tables laid
 * end to end. OpenType 1.9, "Font Collections": header `ttcf`, version, count, then one offset per face.
 */
export function faceOfCollection(ttc: Buffer, index: number): Buffer {
  if (ttc.toString('latin1', 0, 4) !== 'ttcf') throw new Error('not a font collection');
  const start = ttc.readUInt32BE(12 + 4 * index);
  const tables = ttc.readUInt16BE(start + 4);
  const headLength = 12 + 16 * tables;
  const head = Buffer.from(ttc.subarray(start, start + headLength));
  const parts: Buffer[] = [head];
  let at = headLength;
  for (let i = 0; i < tables; i += 1) {
    const row = 12 + 16 * i;
    const from = head.readUInt32BE(row + 8);
    const length = head.readUInt32BE(row + 12);
    head.writeUInt32BE(at, row + 8);
    const padded = Buffer.alloc((length + 3) & ~3);
    ttc.copy(padded, 0, from, from + length);
    parts.push(padded);
    at += padded.length;
  }
  return Buffer.concat(parts);
}
