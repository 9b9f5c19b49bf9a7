/** ID numbers of nobody. */
export const LI = '990101195107010011';
export const WANG = '990101195107010022';
