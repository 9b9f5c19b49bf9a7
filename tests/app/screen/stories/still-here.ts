import { shape, type Stories } from './story.ts';

export const STILL_HERE: Stories<'still-here'> = [shape('still-here', { screen: 'still-here' })];
