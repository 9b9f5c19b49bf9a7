/** What a screen says first, as it is drawn, spoken and announced: with bold and line ends. */
export interface Headline {
  readonly title: string;
  readonly lead: string;
}
