/** subset-font 2.9 carries no types; these are the options used here. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options?: {
      readonly targetFormat?: 'sfnt' | 'woff' | 'woff2';
      readonly noLayoutClosure?: boolean;
      readonly noHinting?: boolean;
      readonly keepFeatures?: readonly string[];
      readonly dropTables?: readonly string[];
      readonly glyphNames?: boolean;
    },
  ): Promise<Buffer>;
}
