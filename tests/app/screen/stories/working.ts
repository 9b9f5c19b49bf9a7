import { shape, type Stories, story } from './story.ts';

export const WORKING: Stories<'working'> = [
  story('working, saving', { screen: 'working', what: 'saving' }),
  shape('working, reporting', { screen: 'working', what: 'reporting' }),
];
