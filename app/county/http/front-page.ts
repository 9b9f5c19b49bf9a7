/** What of the county anybody may see. */
export interface FrontPageFacts {
  /** 6 digits. */
  readonly code: string;
  readonly name: string;
  /** Records of simulated devices take full effect. */
  readonly demo: boolean;
}

/** Nothing but its own words and look: no script, no frame, nothing from elsewhere. */
export const FRONT_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/**
 * The answer to whoever opens the address behind `county ready:` in a browser: what runs here, and where to go.
 * Of people it knows nothing.
 */
export function frontPage({ code, name, demo }: FrontPageFacts): string {
  const county = `${escaped(name)} <small>${escaped(code)}</small>`;
  const mark = demo ? '<p><strong>演示 · Demo</strong></p>' : '';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>松柏 · ${escaped(name)}</title>
<style>
body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #1d2b26; }
small { color: #5b6b65; font-weight: normal; }
code { background: #eef2f0; padding: 0 .25em; }
</style>
</head>
<body>
<h1>${county}</h1>
${mark}
<p>松柏县级服务正在运行：城乡居民基本养老保险自助终端向这里报送认证记录。这里没有可供个人查询的页面。</p>
<p lang="en">The county service of Songbai is running: pension kiosks report their records here. There is no page for the public.</p>
<ul>
<li><a href="/health"><code>/health</code></a> 运行状况 · <span lang="en">state of the service</span></li>
<li><a href="/docs/openapi.json"><code>/docs/openapi.json</code></a> 接口说明 · <span lang="en">description of the interface</span></li>
</ul>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
