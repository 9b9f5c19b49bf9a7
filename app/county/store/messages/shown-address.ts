/** Values that may stand in a line about a database; whatever else is given in an address is a secret until shown otherwise. */
const SHOWN = new Set(['host', 'port', 'dbname', 'user', 'sslmode', 'application_name', 'connect_timeout']);

/**
 * `text`, a database address or a line that holds one, as it may be printed: without user and password,
 * and without the values of options (`?password=`) that are not known to be harmless. Too much is hidden
 * rather than too little: a password that is not percent-encoded may hold anything but a blank.
 */
export function shownAddress(text: string): string {
  return text
    .replaceAll(/(\w[\w+.-]*:\/\/)[^\s"]*@/g, '$1')
    .replaceAll(/(\w[\w+.-]*:\/\/[^\s"?#]*)([?#][^\s"]*)/g, (_, address: string, options: string) =>
      address.concat(shownOptions(options)),
    )
    .replaceAll(/\b(password|passwd|passphrase|pwd)(\s*=\s*)('[^']*'|[^\s"&]+)/gi, '$1$2***');
}

function shownOptions(options: string): string {
  if (options.startsWith('#')) return '';
  const pairs = options
    .slice(1)
    .split(/[&#]/)
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return SHOWN.has(name) || name === pair ? pair : `${name}=***`;
    });
  return `?${pairs.join('&')}`;
}
