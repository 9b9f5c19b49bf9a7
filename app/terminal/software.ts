/** Name and version of this program, as the county sees it in enrolments and heartbeats. */
export const SOFTWARE = 'songbai 0.1.0';
